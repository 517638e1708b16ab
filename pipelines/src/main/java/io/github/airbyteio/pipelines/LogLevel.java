package io.github.airbyteio.pipelines;

import java.util.Arrays;

/** Sets the level of the log on stderr before the first logger is made. */
final class LogLevel {
  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private LogLevel() {}

  static void configure(String... args) {
    if (System.getProperty(LEVEL) == null) {
      boolean verbose =
          Arrays.asList(args).contains("-v") || Arrays.asList(args).contains("--verbose");
      System.setProperty(LEVEL, verbose ? "info" : "error");
      System.setProperty(
          "org.slf4j.simpleLogger.log.io.github.airbyteio", verbose ? "info" : "warn");
    }
  }
}
