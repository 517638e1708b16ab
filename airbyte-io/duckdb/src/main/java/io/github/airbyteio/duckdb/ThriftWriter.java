package io.github.airbyteio.duckdb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes structures in Thrift's compact protocol, in which Parquet's metadata is written: as much
 * of it as that needs. Fields of a structure are given in the order of their ids.
 */
final class ThriftWriter {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The last ids of the structures that are open, the innermost one's is {@link #last}. */
  private final Deque<Integer> outer = new ArrayDeque<>();

  private int last;

  ThriftWriter i32(int id, int value) {
    field(id, I32);
    number(value);
    return this;
  }

  ThriftWriter i64(int id, long value) {
    field(id, I64);
    number(value);
    return this;
  }

  ThriftWriter bool(int id, boolean value) {
    field(id, value ? TRUE : FALSE);
    return this;
  }

  ThriftWriter text(int id, String value) {
    field(id, BINARY);
    text(value);
    return this;
  }

  /** Begins a structure in the field. */
  ThriftWriter begin(int id) {
    field(id, STRUCT);
    return begin();
  }

  /** Begins a structure that is the next element of a list. */
  ThriftWriter begin() {
    outer.push(last);
    last = 0;
    return this;
  }

  /** Ends the innermost structure. */
  ThriftWriter end() {
    out.write(0);
    last = outer.pop();
    return this;
  }

  /** An empty structure. */
  ThriftWriter empty(int id) {
    return begin(id).end();
  }

  /** Begins a list of so many structures, which follow. */
  ThriftWriter structs(int id, int size) {
    list(id, STRUCT, size);
    return this;
  }

  ThriftWriter numbers(int id, int... values) {
    list(id, I32, values.length);
    for (int value : values) {
      number(value);
    }
    return this;
  }

  ThriftWriter texts(int id, String value) {
    list(id, BINARY, 1);
    text(value);
    return this;
  }

  /** All that was written, ended as the outermost structure. */
  byte[] toByteArray() {
    out.write(0);
    return out.toByteArray();
  }

  private void field(int id, int type) {
    // All ids in Parquet's metadata are close to each other.
    out.write((id - last) << 4 | type);
    last = id;
  }

  private void list(int id, int type, int size) {
    field(id, LIST);
    if (size < 15) {
      out.write(size << 4 | type);
    } else {
      out.write(0xF0 | type);
      varint(size);
    }
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void number(long value) {
    varint(value << 1 ^ value >> 63);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
