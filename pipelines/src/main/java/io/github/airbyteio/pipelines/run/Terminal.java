package io.github.airbyteio.pipelines.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The terminal behind stderr.
 *
 * @param live whether lines may be drawn over again
 * @param colours whether they may be coloured
 */
record Terminal(boolean live, boolean colours, int rows, int columns) {
  /** A file or pipe, or a terminal that cannot move its cursor. */
  static final Terminal PLAIN = new Terminal(false, false, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  /** Java 17 knows only of a console that is stdin and stdout too, so the shell is asked. */
  private static final String ASK = "test -t 2 && { stty size <&2 || echo; }";

  static Terminal detect() {
    Map<String, String> environment = System.getenv();
    return isPlain(environment) ? PLAIN : of(environment, ask());
  }

  private static boolean isPlain(Map<String, String> environment) {
    return environment.containsKey("CI") || "dumb".equals(environment.get("TERM"));
  }

  /**
   * @param size what {@code stty size} says; empty: stderr is no terminal
   */
  static Terminal of(Map<String, String> environment, Optional<String> size) {
    if (isPlain(environment) || size.isEmpty()) {
      return PLAIN;
    }
    String[] numbers = size.get().strip().split(" ");
    boolean known = size.get().strip().matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}");
    return new Terminal(
        true,
        !environment.containsKey("NO_COLOR"),
        known ? Integer.parseInt(numbers[0]) : ROWS,
        known ? Integer.parseInt(numbers[1]) : COLUMNS);
  }

  private static Optional<String> ask() {
    try {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", ASK)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String size = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      boolean ended = shell.waitFor(2, TimeUnit.SECONDS);
      return ended && shell.exitValue() == 0 ? Optional.of(size) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
