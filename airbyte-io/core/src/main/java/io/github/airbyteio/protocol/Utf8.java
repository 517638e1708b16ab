package io.github.airbyteio.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are to be UTF-8, and are not always. */
public final class Utf8 {
  /** What stands for bytes that are no character, as UTF-8. */
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private static final int CHUNK_CHARS = 8 << 10;

  private Utf8() {}

  /** Whether the slice is UTF-8 throughout: no character is written longer than it must be. */
  public static boolean isValid(byte[] buffer, int start, int end) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, end - start);
    CharBuffer chars = CharBuffer.allocate(CHUNK_CHARS);
    CoderResult result = decoder.decode(bytes, chars, true);
    while (result.isOverflow()) {
      chars.clear();
      result = decoder.decode(bytes, chars, true);
    }
    return !result.isError();
  }

  /** Returns the slice with each malformed sequence replaced by U+FFFD. */
  public static byte[] repair(byte[] buffer, int start, int end) {
    return new String(buffer, start, end - start, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the slice holds a U+FFFD. */
  public static boolean hasReplacement(byte[] buffer, int start, int end) {
    for (int i = start; i <= end - REPLACEMENT.length; i++) {
      if (buffer[i] == REPLACEMENT[0]
          && Arrays.equals(buffer, i, i + REPLACEMENT.length, REPLACEMENT, 0, REPLACEMENT.length)) {
        return true;
      }
    }
    return false;
  }
}
