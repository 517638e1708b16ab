package io.github.airbyteio.connector;

/** Explains the exit codes of connectors. */
public final class ExitCodes {
  private ExitCodes() {}

  /** What the code means, as part of a sentence: {@code ended with exit code 1}. */
  public static String describe(int code) {
    return switch (code) {
      case 0 -> "ended normally (exit code 0)";
      case 2 -> "ended with exit code 2; wrong usage: does it accept this command?";
      case 3 -> "ended with exit code 3; a Java connector that ran out of memory, likely";
      case 126 -> "could not be executed (exit code 126; built for another machine, perhaps)";
      case 127 -> "could not be executed (exit code 127; command or interpreter not found)";
      case 137 -> "killed (SIGKILL, exit code 137; likely out of memory)";
      case 139 -> "crashed (SIGSEGV, exit code 139)";
      case 143 -> "stopped (SIGTERM, exit code 143)";
      default ->
          code > 128 && code < 160
              ? "killed (signal " + (code - 128) + ", exit code " + code + ")"
              : "ended with exit code " + code;
    };
  }
}
