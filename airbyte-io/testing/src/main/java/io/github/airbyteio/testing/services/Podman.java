package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Podman, a container engine without a daemon, set up so that it works on a restricted machine. If
 * it is missing it is installed from Debian's packages, which needs root.
 *
 * <p>No registry is asked for images: a connector's image is made of busybox and a script.
 */
public final class Podman {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> PACKAGES =
      List.of("podman", "crun", "runc", "fuse-overlayfs", "catatonit", "busybox-static");
  private static final List<String> APPLETS =
      List.of("sh", "cat", "echo", "sleep", "id", "touch", "sed", "grep", "ls", "env");
  private static final String SETTINGS =
      """
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      events_logger = "none"
      """;

  private final Path settings;

  private Podman(Path settings) {
    this.settings = settings;
  }

  /** Whether podman is here, or can be installed by this user. */
  public static boolean isPossible() {
    return isInstalled() || Processes.isRoot() && Files.isExecutable(Path.of("/usr/bin/apt-get"));
  }

  /** Installs podman if need be. */
  public static Podman install() throws IOException {
    Installation.alone(Installation.HOME, "podman", Podman::installMissing);
    Path settings = Installation.HOME.resolve("containers.conf");
    Files.writeString(settings, SETTINGS);
    return new Podman(settings);
  }

  private static void installMissing() throws IOException {
    if (isInstalled()) {
      return;
    }
    List<String> install =
        new ArrayList<>(
            List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y"));
    install.addAll(List.of("-qq", "--no-install-recommends"));
    install.addAll(PACKAGES);
    Processes.run(List.of("apt-get", "update", "-qq"), Installation.HOME);
    Processes.run(install, Installation.HOME);
  }

  private static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/podman")) && Files.isExecutable(BUSYBOX);
  }

  /** The variables that podman's command line has to be given. */
  public Map<String, String> environment() {
    return Map.of("CONTAINERS_CONF", settings.toString());
  }

  /**
   * Makes an image whose entry point is a script for busybox's shell.
   *
   * @param name such as {@code airbyte-test/source-hello:1.0}
   */
  public void image(String name, String script) throws IOException {
    Path root = Files.createTempDirectory("image");
    for (String folder : List.of("bin", "airbyte", "tmp")) {
      Files.createDirectory(root.resolve(folder));
    }
    Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Path program = root.resolve("airbyte/connector");
    Files.writeString(program, script, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path tar = Files.createTempFile("image", ".tar");
    try {
      Processes.run(List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."), root);
      run(
          "import",
          "--change",
          "ENTRYPOINT [\"/airbyte/connector\"]",
          "--change",
          "ENV PATH=/bin",
          tar.toString(),
          name);
    } finally {
      Files.delete(tar);
      Processes.run(List.of("rm", "-rf", root.toString()), Installation.HOME);
    }
  }

  /** Runs podman and returns what it prints. */
  public String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env"));
    environment().forEach((name, value) -> command.add(name + "=" + value));
    command.add("podman");
    command.addAll(List.of(arguments));
    return Processes.run(command, Installation.HOME);
  }
}
