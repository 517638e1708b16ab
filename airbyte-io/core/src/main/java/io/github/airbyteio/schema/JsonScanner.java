package io.github.airbyteio.schema;

import io.github.airbyteio.protocol.ByteSearch;
import java.util.Arrays;

/**
 * Finds where JSON values end, by a look at their bytes. It knows the JSON that nearly all sources
 * write and is strict about that: what it does not know, and all that is no JSON, is {@link
 * #UNKNOWN}, and a parser has to tell.
 *
 * <p>Not thread-safe.
 */
final class JsonScanner {
  /** In the place of an index: only a parser can tell. */
  static final int UNKNOWN = -1;

  /** A number of so many characters and without exponent is within any limit of digits. */
  static final int SHORT_NUMBER_CHARS = 15;

  private static final int MAX_NESTING = 32;
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private byte[] json = new byte[0];
  private int end;
  private boolean plain;

  /** Scans these bytes up to the end from now on. */
  void scan(byte[] bytes, int to) {
    json = bytes;
    end = to;
  }

  /**
   * Whether the last value had no character that is escaped by its number, no exponent and, within
   * a container, no long number: nothing that some store may not take.
   */
  boolean wasPlain() {
    return plain;
  }

  /** The byte there, or 0 behind the end and where the index is UNKNOWN. */
  byte at(int index) {
    return index >= 0 && index < end ? json[index] : 0;
  }

  boolean startsWith(int from, byte[] text) {
    int to = from + text.length;
    return from >= 0 && to <= end && Arrays.equals(json, from, to, text, 0, text.length);
  }

  /** Where something begins that is no space within a line. */
  private int skipSpace(int from) {
    int at = from;
    while (at(at) == ' ' || at(at) == '\t' || at(at) == '\r') {
      at++;
    }
    return at;
  }

  /** Behind this character and the spaces around it, or UNKNOWN where something else is. */
  int skip(char expected, int from) {
    int at = skipSpace(from);
    return at(at) == expected ? skipSpace(at + 1) : UNKNOWN;
  }

  /** Behind the name of a member that begins here and has no escapes. */
  int endOfName(int from) {
    int to = endOfString(from);
    return to == UNKNOWN || ByteSearch.indexOf(json, from, to, '\\') < to ? UNKNOWN : to;
  }

  /** Behind the value that begins here. */
  int endOfValue(int from) {
    plain = true;
    return endOfValue(from, 0);
  }

  /** Behind the string that begins here. */
  private int endOfString(int from) {
    if (at(from) != '"') {
      return UNKNOWN;
    }
    int at = from + 1;
    while (true) {
      at = ByteSearch.endOfPlainText(json, at, end);
      if (at >= end || json[at] >= 0 && json[at] < ' ') {
        return UNKNOWN;
      }
      if (json[at] == '"') {
        return at + 1;
      }
      at = json[at] == '\\' ? endOfEscape(at) : endOfCharacter(at);
      if (at == UNKNOWN) {
        return UNKNOWN;
      }
    }
  }

  private int endOfEscape(int from) {
    switch (at(from + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return from + 2;
      }
      case 'u' -> {
        plain = false;
        for (int i = from + 2; i < from + 6; i++) {
          if (Character.digit(at(i), 16) < 0) {
            return UNKNOWN;
          }
        }
        return from + 6;
      }
      default -> {
        return UNKNOWN;
      }
    }
  }

  /** Behind a character of several bytes, by the table of well-formed UTF-8 of RFC 3629. */
  private int endOfCharacter(int from) {
    int first = json[from] & 0xFF;
    int second = at(from + 1) & 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return UNKNOWN;
    }
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return UNKNOWN;
    }
    int to = from + (first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4);
    for (int i = from + 2; i < to; i++) {
      if ((at(i) & 0xC0) != 0x80) {
        return UNKNOWN;
      }
    }
    return to;
  }

  private int endOfValue(int from, int depth) {
    return switch (at(from)) {
      case '"' -> endOfString(from);
      case '{' -> endOfContainer(from, '}', depth);
      case '[' -> endOfContainer(from, ']', depth);
      case 't' -> endOfWord(from, TRUE);
      case 'f' -> endOfWord(from, FALSE);
      case 'n' -> endOfWord(from, NULL);
      default -> endOfNumber(from, depth);
    };
  }

  private int endOfWord(int from, byte[] word) {
    return startsWith(from, word) ? from + word.length : UNKNOWN;
  }

  private int endOfNumber(int from, int depth) {
    int first = at(from) == '-' ? from + 1 : from;
    int at = endOfDigits(first);
    if (at == first || at(first) == '0' && at > first + 1) {
      return UNKNOWN;
    }
    if (at(at) == '.') {
      int fraction = at + 1;
      at = endOfDigits(fraction);
      if (at == fraction) {
        return UNKNOWN;
      }
    }
    if (at(at) == 'e' || at(at) == 'E') {
      plain = false;
      int exponent = at(at + 1) == '+' || at(at + 1) == '-' ? at + 2 : at + 1;
      at = endOfDigits(exponent);
      if (at == exponent) {
        return UNKNOWN;
      }
    }
    plain &= depth == 0 || at - from <= SHORT_NUMBER_CHARS;
    return at;
  }

  private int endOfDigits(int from) {
    int at = from;
    while (at(at) >= '0' && at(at) <= '9') {
      at++;
    }
    return at;
  }

  private int endOfContainer(int from, char close, int depth) {
    int at = skipSpace(from + 1);
    if (at(at) == close) {
      return at + 1;
    }
    if (depth == MAX_NESTING) {
      return UNKNOWN;
    }
    while (true) {
      int value = close == '}' ? skip(':', endOfString(at)) : at;
      at = endOfValue(value, depth + 1);
      if (at == UNKNOWN) {
        return UNKNOWN;
      }
      at = skipSpace(at);
      if (at(at) == close) {
        return at + 1;
      }
      at = skip(',', at);
    }
  }
}
