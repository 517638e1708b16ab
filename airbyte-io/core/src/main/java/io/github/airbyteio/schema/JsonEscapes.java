package io.github.airbyteio.schema;

import io.github.airbyteio.protocol.ByteSearch;
import java.util.Arrays;

/** Escapes in valid JSON text that name no character, or one that not every store holds. */
final class JsonEscapes {
  private static final byte[] NUL = {'0', '0', '0', '0'};
  private static final byte[] REPLACEMENT = {'f', 'f', 'f', 'd'};

  private JsonEscapes() {}

  /** Whether an escaped half of a surrogate pair stands alone. */
  static boolean hasLoneSurrogate(byte[] source, int from, int to) {
    int first = ByteSearch.indexOf(source, from, to, '\\');
    boolean expectLow = false;
    for (int i = first; i < to; i++) {
      boolean low = false;
      boolean high = false;
      if (source[i] == '\\') {
        if (source[i + 1] == 'u' && (source[i + 2] | 0x20) == 'd') {
          int second = Character.digit(source[i + 3], 16);
          high = second >= 8 && second <= 11;
          low = second >= 12;
        }
        i += source[i + 1] == 'u' ? 5 : 1;
      }
      if (low != expectLow) {
        return true;
      }
      expectLow = high;
    }
    return expectLow;
  }

  /** Whether U+0000 is in the text: raw it is in no JSON. */
  static boolean hasNul(byte[] source, int from, int to) {
    return nul(source, from, to) < to;
  }

  /** A copy of the text in which each U+0000 has become U+FFFD; as many bytes. */
  static byte[] withoutNul(byte[] source, int from, int to) {
    byte[] copy = Arrays.copyOfRange(source, from, to);
    for (int i = nul(copy, 0, copy.length); i < copy.length; i = nul(copy, i, copy.length)) {
      System.arraycopy(REPLACEMENT, 0, copy, i + 2, REPLACEMENT.length);
    }
    return copy;
  }

  /** Where the next escaped U+0000 begins, or the end. */
  private static int nul(byte[] source, int from, int to) {
    for (int i = from; i < to; i++) {
      if (source[i] == '\\') {
        if (source[i + 1] == 'u' && Arrays.equals(source, i + 2, i + 6, NUL, 0, NUL.length)) {
          return i;
        }
        i++; // The escape's letter: of two backslashes the second begins nothing.
      }
    }
    return to;
  }
}
