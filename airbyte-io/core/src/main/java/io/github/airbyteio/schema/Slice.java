package io.github.airbyteio.schema;

/** A part of a byte array. Mutable and reused: one a column. */
final class Slice {
  byte[] bytes = new byte[0];
  int offset;
  int length;

  /** Whether the column has a value in the current row. */
  boolean present;

  /** Whether characters that the sink cannot store were replaced in it. */
  boolean replaced;

  void set(byte[] source, int from, int to) {
    // Each write of a reference is noted for the garbage collector, in memory that threads share.
    if (bytes != source) {
      bytes = source;
    }
    offset = from;
    length = to - from;
    present = true;
  }

  void set(byte[] source) {
    set(source, 0, source.length);
  }
}
