package io.github.airbyteio.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Turns JSON into the text format of COPY in one pass over its bytes, and hands it on in pieces of
 * a fixed size.
 */
final class CopyText {
  private static final int BUFFER_BYTES = 64 << 10;

  /** The longest thing that is written without a look at the room that is left. */
  private static final int LONGEST_CHARACTER = 4;

  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  /** Where the pieces go. */
  interface Target {
    void write(byte[] bytes, int length) throws IOException;
  }

  private final Target target;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int size;

  CopyText(Target target) {
    this.target = target;
  }

  /** Copies bytes that COPY takes as they are. */
  void plain(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      if (size == BUFFER_BYTES) {
        flush();
      }
      int run = Math.min(end - from, BUFFER_BYTES - size);
      System.arraycopy(bytes, from, buffer, size, run);
      size += run;
      from += run;
    }
  }

  void plain(byte[] bytes) throws IOException {
    plain(bytes, 0, bytes.length);
  }

  void plain(long number) throws IOException {
    plain(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes JSON as it is. White space between its tokens may become spaces. */
  void json(byte[] json, int offset, int length) throws IOException {
    int from = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte b = json[i];
      if (b == '\\') {
        plain(json, from, i + 1 - from);
        from = i; // The backslash is written twice.
      } else if (b >= 0 && b < ' ') {
        plain(json, from, i - from);
        put((byte) ' ');
        from = i + 1;
      }
    }
    plain(json, from, end - from);
  }

  /**
   * Writes the text behind a JSON string with its quotes.
   *
   * @param json holds no half of a surrogate pair and no U+0000, but for what follows: both become
   *     U+FFFD, so that no text can fail a whole load
   */
  void string(byte[] json, int offset, int length) throws IOException {
    int from = offset + 1;
    int end = offset + length - 1;
    for (int i = from; i < end; i++) {
      if (json[i] == '\\') {
        plain(json, from, i - from);
        i = escape(json, i + 1, end);
        from = i + 1;
      }
    }
    plain(json, from, end - from);
  }

  /**
   * Writes what an escape stands for.
   *
   * @param at where its letter is
   * @return where its last byte is
   */
  private int escape(byte[] json, int at, int end) throws IOException {
    switch (json[at]) {
      case 'u':
        return unicode(json, at, end);
      case 'n', 't', 'r', '\\':
        // COPY has the same.
        put((byte) '\\');
        put(json[at]);
        return at;
      case 'b':
        put((byte) '\b');
        return at;
      case 'f':
        put((byte) '\f');
        return at;
      default:
        put(json[at]);
        return at;
    }
  }

  private int unicode(byte[] json, int at, int end) throws IOException {
    int unit = hex(json, at + 1);
    int last = at + 4;
    if (Character.isHighSurrogate((char) unit)
        && last + 6 < end + 1
        && json[last + 1] == '\\'
        && json[last + 2] == 'u') {
      int low = hex(json, last + 3);
      if (Character.isLowSurrogate((char) low)) {
        character(Character.toCodePoint((char) unit, (char) low));
        return last + 6;
      }
    }
    character(unit);
    return last;
  }

  private static int hex(byte[] json, int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      value = value << 4 | Character.digit(json[i], 16);
    }
    return value;
  }

  private void character(int code) throws IOException {
    if (size > BUFFER_BYTES - LONGEST_CHARACTER) {
      flush();
    }
    switch (code) {
      case '\n' -> escaped('n');
      case '\t' -> escaped('t');
      case '\r' -> escaped('r');
      case '\\' -> escaped('\\');
      default -> {
        if (code == 0 || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
          plain(REPLACEMENT);
        } else if (code < 0x80) {
          put((byte) code);
        } else {
          plain(new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void escaped(char letter) throws IOException {
    put((byte) '\\');
    put((byte) letter);
  }

  void put(byte b) throws IOException {
    if (size == BUFFER_BYTES) {
      flush();
    }
    buffer[size++] = b;
  }

  void flush() throws IOException {
    target.write(buffer, size);
    size = 0;
  }
}
