package io.github.airbyteio.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * JSON that the parser refuses although a source means it, made readable.
 *
 * <p>Bytes that are no UTF-8 become U+FFFD. Escaped halves of characters beyond the Basic
 * Multilingual Plane are refused in the names of fields, though not in values: a pair, as Python
 * writes an emoji, becomes the same character in UTF-8, half a one U+FFFD.
 *
 * @param json the text; everything else in it is as it was
 * @param lossy whether something has become U+FFFD
 */
public record RepairedJson(byte[] json, boolean lossy) {
  private static final int UNIT_CHARS = "\\ud83d".length();
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  /** Repairs a line; returns null if there is nothing to repair. */
  public static @Nullable RepairedJson of(byte[] buffer, int start, int end) {
    byte[] utf8 = Utf8.repair(buffer, start, end);
    boolean noUtf8 = !Arrays.equals(buffer, start, end, utf8, 0, utf8.length);
    RepairedJson named = names(utf8);
    if (named == null) {
      return noUtf8 ? new RepairedJson(utf8, true) : null;
    }
    return new RepairedJson(named.json, noUtf8 || named.lossy);
  }

  /** Rewrites the names; returns null if none needs it. Looks at strings alone: JSON or not. */
  private static @Nullable RepairedJson names(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
    boolean changed = false;
    boolean lossy = false;
    int at = 0;
    while (at < json.length) {
      int begin = at;
      while (begin < json.length && json[begin] != '"') {
        begin++;
      }
      out.write(json, at, begin - at);
      int end = endOfString(json, begin);
      if (isName(json, end) && holdsSurrogate(json, begin, end)) {
        changed = true;
        lossy |= rewrite(json, begin, end, out);
      } else {
        out.write(json, begin, end - begin);
      }
      at = end;
    }
    return changed ? new RepairedJson(out.toByteArray(), lossy) : null;
  }

  /** Where the string that begins here ends, its quotes included. */
  private static int endOfString(byte[] json, int begin) {
    int at = begin + 1;
    while (at < json.length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, json.length);
  }

  private static boolean isName(byte[] json, int end) {
    int at = end;
    while (at < json.length && isSpace(json[at])) {
      at++;
    }
    return at < json.length && json[at] == ':';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static boolean holdsSurrogate(byte[] json, int begin, int end) {
    for (int at = begin; at < end; at += json[at] == '\\' ? 2 : 1) {
      if (surrogate(json, at, end) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Copies a name, its surrogates as UTF-8; returns whether half a character was among them. */
  private static boolean rewrite(byte[] json, int begin, int end, ByteArrayOutputStream out) {
    boolean lossy = false;
    int at = begin;
    while (at < end) {
      int unit = surrogate(json, at, end);
      if (unit < 0) {
        int length = Math.min(json[at] == '\\' ? 2 : 1, end - at);
        out.write(json, at, length);
        at += length;
        continue;
      }
      int next = surrogate(json, at + UNIT_CHARS, end);
      boolean pair =
          Character.isHighSurrogate((char) unit)
              && next >= 0
              && Character.isLowSurrogate((char) next);
      out.writeBytes(
          pair
              ? new String(new char[] {(char) unit, (char) next}).getBytes(StandardCharsets.UTF_8)
              : REPLACEMENT);
      lossy |= !pair;
      at += pair ? 2 * UNIT_CHARS : UNIT_CHARS;
    }
    return lossy;
  }

  /** The surrogate whose escape begins here, or -1. */
  private static int surrogate(byte[] json, int at, int end) {
    if (at + UNIT_CHARS > end || json[at] != '\\' || json[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + UNIT_CHARS; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = 16 * unit + digit;
    }
    return Character.isSurrogate((char) unit) ? unit : -1;
  }
}
