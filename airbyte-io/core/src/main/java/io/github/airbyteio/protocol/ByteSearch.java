package io.github.airbyteio.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds bytes in long arrays, eight at a time. */
public final class ByteSearch {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

  private ByteSearch() {}

  /** Where the byte is for the first time between the two places, or the second of them. */
  public static int indexOf(byte[] bytes, int from, int to, char wanted) {
    long pattern = LOWEST_BITS * wanted;
    int at = from;
    // What is behind the second place does not matter, if only it can be read.
    for (; at < to && at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      long difference = (long) LONGS.get(bytes, at) ^ pattern;
      // The lowest bit that is left is that of the first byte that does not differ.
      long found = (difference - LOWEST_BITS) & ~difference & HIGHEST_BITS;
      if (found != 0) {
        return Math.min(to, at + (Long.numberOfTrailingZeros(found) >> 3));
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return Math.min(to, at);
  }

  /**
   * Where the first byte between the two places is that a JSON string does not hold as it is, or
   * that is not ASCII: a quote, a backslash, a control character, a part of a longer character; or
   * the second of them.
   */
  public static int endOfPlainText(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      long quotes = eight ^ LOWEST_BITS * '"';
      long backslashes = eight ^ LOWEST_BITS * '\\';
      // As above; what is not ASCII has its highest bit set.
      long found =
          (((quotes - LOWEST_BITS) & ~quotes)
                  | ((backslashes - LOWEST_BITS) & ~backslashes)
                  | ((eight - LOWEST_BITS * ' ') & ~eight)
                  | eight)
              & HIGHEST_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >> 3);
      }
    }
    while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }
}
