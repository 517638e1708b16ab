package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The browser Chromium without a screen. If it is missing it is installed from Debian's packages,
 * which needs root.
 */
public final class Chromium {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /** Seconds; a page that loads nothing takes a few. */
  private static final String LIMIT = "120";

  private Chromium() {}

  /** Whether it is here, or can be installed by this user. */
  public static boolean isPossible() {
    return isInstalled() || Processes.isRoot() && Files.isExecutable(Path.of("/usr/bin/apt-get"));
  }

  /** Installs it if need be. */
  public static Chromium install() throws IOException {
    Installation.alone(Installation.HOME, "chromium", Chromium::installMissing);
    return new Chromium();
  }

  private static void installMissing() throws IOException {
    if (isInstalled()) {
      return;
    }
    Processes.run(List.of("apt-get", "update", "-qq"), Installation.HOME);
    Processes.run(
        List.of(
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium"),
        Installation.HOME);
  }

  private static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Writes a picture of the page, in PNG. */
  public void screenshot(Path page, Path picture, int width, int height) throws IOException {
    run(page, "--screenshot=" + picture, "--window-size=" + width + "," + height);
  }

  /** The page's elements as the browser has understood them, as HTML. */
  public String dom(Path page) throws IOException {
    return run(page, "--dump-dom");
  }

  private static String run(Path page, String... options) throws IOException {
    Path profile = Files.createTempDirectory("chromium");
    try {
      List<String> command = new ArrayList<>(List.of("timeout", LIMIT, PROGRAM.toString()));
      command.addAll(
          List.of(
              "--headless",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-quic",
              "--disable-dev-shm-usage",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-sync",
              "--hide-scrollbars",
              "--user-data-dir=" + profile));
      command.addAll(List.of(options));
      command.add(page.toUri().toString());
      return Processes.run(command, profile);
    } finally {
      remove(profile);
    }
  }

  private static void remove(Path folder) throws IOException {
    // Processes of the browser may still be writing when its first one has ended.
    Processes.run(
        List.of(
            "sh", "-c", "rm -rf \"$1\" || { sleep 1; rm -rf \"$1\"; }", "sh", folder.toString()),
        Installation.HOME);
  }
}
