package io.github.airbyteio.snowflake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing text of CSV fields, as UTF-8. Mutable and reused. */
final class CsvText {
  private byte[] bytes = new byte[4096];
  private int length;

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  void add(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  /** Adds bytes as they are. */
  void plain(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Adds bytes as a field in quotes. */
  void quoted(byte[] source, int offset, int count) {
    ensure(2 * count + 2);
    bytes[length++] = '"';
    for (int i = offset; i < offset + count; i++) {
      byte b = source[i];
      if (b == '"') {
        bytes[length++] = '"';
      }
      bytes[length++] = b;
    }
    bytes[length++] = '"';
  }

  /** Adds the text of a JSON string, given with its quotes, as a field in quotes. */
  void text(byte[] json, int offset, int count) throws IOException {
    // A text is never longer than its JSON, but for quotes, which had a backslash each.
    ensure(count);
    bytes[length++] = '"';
    int end = offset + count - 1;
    for (int i = offset + 1; i < end; i++) {
      byte b = json[i];
      if (b != '\\') {
        bytes[length++] = b;
      } else if (json[++i] == 'u') {
        i = unicode(json, i, end);
      } else {
        escaped(json[i]);
      }
    }
    bytes[length++] = '"';
  }

  private void escaped(byte escape) throws IOException {
    switch (escape) {
      case '"' -> {
        bytes[length++] = '"';
        bytes[length++] = '"';
      }
      case '\\', '/' -> bytes[length++] = escape;
      case 'b' -> bytes[length++] = '\b';
      case 'f' -> bytes[length++] = '\f';
      case 'n' -> bytes[length++] = '\n';
      case 'r' -> bytes[length++] = '\r';
      case 't' -> bytes[length++] = '\t';
      default -> throw new IOException("The conformer gave a string with an unknown escape.");
    }
  }

  /** Adds the character whose escape has its u at this index; returns the escape's last index. */
  private int unicode(byte[] json, int u, int end) {
    int last = u + 4;
    char first = hex(json, u + 1);
    String character;
    if (Character.isHighSurrogate(first) && last + 6 < end) {
      character = new String(new char[] {first, hex(json, last + 3)});
      last += 6;
    } else {
      character = String.valueOf(first);
    }
    for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"') {
        bytes[length++] = '"';
      }
      bytes[length++] = b;
    }
    return last;
  }

  private static char hex(byte[] json, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(json[i], 16);
    }
    return (char) value;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      long wanted = Math.max(2L * bytes.length, (long) length + more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }
}
