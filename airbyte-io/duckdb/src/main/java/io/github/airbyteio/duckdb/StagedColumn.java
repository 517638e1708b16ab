package io.github.airbyteio.duckdb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of one column that wait to be written, in Parquet's plain encoding, and which rows
 * have one. Reused from one row group to the next. Not thread-safe.
 */
final class StagedColumn {
  private static final int INITIAL_BYTES = 8 << 10;

  /** Enough for a row group; what a large record has taken beyond that is given back. */
  private static final int KEPT_BYTES = 4 << 20;

  final String name;
  final StagedType type;
  private final boolean required;
  private byte[] values = new byte[INITIAL_BYTES];
  private ByteBuffer view = view(values);
  private int length;

  /** A bit a row, the lowest first: whether it has a value. */
  private byte[] present = new byte[INITIAL_BYTES / 64];

  private int rows;
  private int count;

  /**
   * @param required whether each row has a value
   */
  StagedColumn(String name, StagedType type, boolean required) {
    this.name = name;
    this.type = type;
    this.required = required;
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The size of the values so far. */
  int bytes() {
    return length;
  }

  boolean isRequired() {
    return required;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    view.putLong(length, value);
    length += Long.BYTES;
    hasValue();
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    view.putInt(length, value);
    length += Integer.BYTES;
    hasValue();
  }

  void putBoolean(boolean value) {
    if (count % 8 == 0) {
      reserve(1);
      values[length] = 0;
      length++;
    }
    if (value) {
      values[length - 1] |= (byte) (1 << count % 8);
    }
    hasValue();
  }

  void putBytes(byte[] source, int offset, int size) {
    reserve(Integer.BYTES + size);
    view.putInt(length, size);
    System.arraycopy(source, offset, values, length + Integer.BYTES, size);
    length += Integer.BYTES + size;
    hasValue();
  }

  /** Puts the text of a JSON string, given without its quotes. */
  void putString(byte[] json, int offset, int size) {
    reserve(Integer.BYTES + size); // No text is longer than its JSON.
    int end = JsonStrings.unescape(json, offset, size, values, length + Integer.BYTES);
    view.putInt(length, end - length - Integer.BYTES);
    length = end;
    hasValue();
  }

  private void hasValue() {
    present[rows >> 3] |= (byte) (1 << (rows & 7));
    count++;
    rows++;
    if (rows >> 3 == present.length) {
      present = Arrays.copyOf(present, 2 * present.length);
    }
  }

  /** Gives the rows before this one that have no value yet none. */
  void nullsUntil(int row) {
    rows = row;
    while (rows >> 3 >= present.length) {
      present = Arrays.copyOf(present, 2 * present.length);
    }
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > values.length) {
      // What is large grows to its size and not beyond: twice a large record is a share of the
      // heap.
      values = Arrays.copyOf(values, Math.max(needed, Math.min(2 * values.length, KEPT_BYTES)));
      view = view(values);
    }
  }

  /** Which rows have a value, as Parquet's definition levels; nothing where all must. */
  byte[] levels() {
    if (required) {
      return new byte[0];
    }
    ByteBuffer levels = view(new byte[Integer.BYTES + 5 + (rows + 7) / 8]);
    levels.position(Integer.BYTES);
    if (count == rows || count == 0) {
      varint(levels, rows << 1);
      levels.put((byte) (count == 0 ? 0 : 1));
    } else {
      int groups = (rows + 7) / 8;
      varint(levels, groups << 1 | 1);
      levels.put(present, 0, groups);
    }
    levels.putInt(0, levels.position() - Integer.BYTES);
    return Arrays.copyOf(levels.array(), levels.position());
  }

  private static void varint(ByteBuffer out, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.put((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  void writeValues(OutputStream out) throws IOException {
    out.write(values, 0, length);
  }

  void clear() {
    if (values.length > KEPT_BYTES) {
      values = new byte[INITIAL_BYTES];
      view = view(values);
    }
    length = 0;
    count = 0;
    rows = 0;
    Arrays.fill(present, (byte) 0);
  }
}
