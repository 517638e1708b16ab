package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.ByteSearch;

/** The texts of JSON strings, as bytes of UTF-8. */
final class JsonStrings {
  private JsonStrings() {}

  /**
   * Writes the text of a valid JSON string, in which no half of a surrogate pair stands alone.
   *
   * @param json the string, without its quotes
   * @param into has room for as many bytes as the JSON has
   * @return where the text ends
   */
  static int unescape(byte[] json, int offset, int length, byte[] into, int at) {
    int end = offset + length;
    int from = offset;
    int to = at;
    for (int i = ByteSearch.indexOf(json, offset, end, '\\'); i < end; i++) {
      if (json[i] == '\\') {
        System.arraycopy(json, from, into, to, i - from);
        to += i - from;
        if (json[i + 1] == 'u') {
          int character = hex(json, i + 2);
          i += 5;
          if (Character.isHighSurrogate((char) character)) {
            character = Character.toCodePoint((char) character, (char) hex(json, i + 3));
            i += 6;
          }
          to = putUtf8(character, into, to);
        } else {
          i++;
          into[to] = escaped(json[i]);
          to++;
        }
        from = i + 1;
      }
    }
    System.arraycopy(json, from, into, to, end - from);
    return to + end - from;
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter; // A quote, a slash, a backslash.
    };
  }

  private static int hex(byte[] json, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(json[i], 16);
    }
    return value;
  }

  private static int putUtf8(int character, byte[] into, int at) {
    int to = at;
    if (character < 0x80) {
      into[to++] = (byte) character;
    } else if (character < 0x800) {
      into[to++] = (byte) (0xC0 | character >> 6);
      into[to++] = (byte) (0x80 | character & 0x3F);
    } else if (character < 0x10000) {
      into[to++] = (byte) (0xE0 | character >> 12);
      into[to++] = (byte) (0x80 | character >> 6 & 0x3F);
      into[to++] = (byte) (0x80 | character & 0x3F);
    } else {
      into[to++] = (byte) (0xF0 | character >> 18);
      into[to++] = (byte) (0x80 | character >> 12 & 0x3F);
      into[to++] = (byte) (0x80 | character >> 6 & 0x3F);
      into[to++] = (byte) (0x80 | character & 0x3F);
    }
    return to;
  }
}
