package io.github.airbyteio;

/** The lines of a block: JSON has no raw newline, so each one ends a line. */
final class Lines {
  private Lines() {}

  /** Where the line ends that begins at an index: at its newline, or at the end of the bytes. */
  static int end(byte[] lines, int from) {
    int to = from;
    while (to < lines.length && lines[to] != '\n') {
      to++;
    }
    return to;
  }
}
