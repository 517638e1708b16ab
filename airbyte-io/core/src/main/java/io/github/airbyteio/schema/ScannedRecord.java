package io.github.airbyteio.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.airbyteio.protocol.ProtocolJson;
import java.io.IOException;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads RECORD messages in the form in which nearly all sources write them, by a look at their
 * bytes; a parser reads only the values that are not taken over as they are. Not thread-safe.
 */
final class ScannedRecord {
  static final int UNKNOWN = JsonScanner.UNKNOWN;

  private static final JsonFactory FACTORY = ProtocolJson.factory();
  private static final byte[] TYPE = bytes("\"type\"");
  private static final byte[] OF_RECORD = bytes("\"RECORD\"");
  private static final byte[] RECORD = bytes("\"record\"");
  private static final byte[] DATA = bytes("\"data\"");
  private static final byte[] EMITTED_AT = bytes("\"emitted_at\"");
  private static final byte[] META = bytes("\"meta\"");

  private final ConformedRow row;
  private final ParsedRecord parsed;
  private final JsonScanner scanner = new JsonScanner();
  private final String[] fields;

  /** How each column's field is written, or null where that takes escapes. */
  private final byte @Nullable [][] names;

  /** The column whose field came last behind that of each column, first behind none. */
  private final int[] followers;

  ScannedRecord(ConformedRow row, ParsedRecord parsed, List<Column> columns) {
    this.row = row;
    this.parsed = parsed;
    this.fields = columns.stream().map(Column::field).toArray(String[]::new);
    this.names = new byte[fields.length][];
    this.followers = new int[fields.length + 1];
    for (int i = 0; i < fields.length; i++) {
      names[i] = isPlain(fields[i]) ? bytes('"' + fields[i] + '"') : null;
      followers[i] = i; // Most sources write the fields in the order of the schema.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static boolean isPlain(String name) {
    return name.codePoints()
        .allMatch(c -> c >= ' ' && c != '"' && c != '\\' && (c < 0xD800 || c > 0xDFFF));
  }

  /**
   * Reads the line that begins here into the row.
   *
   * @return where the next line begins, or UNKNOWN where only a parser can tell what this line is:
   *     then what is in the row is of no use
   */
  int read(byte[] lines, int from, int end) throws IOException {
    scanner.scan(lines, end);
    int at = scanner.skip(':', behind(TYPE, scanner.skip('{', from)));
    at = scanner.skip(':', behind(RECORD, scanner.skip(',', behind(OF_RECORD, at))));
    at = scanner.skip('}', record(lines, scanner.skip('{', at)));
    if (at == end) {
      return end;
    }
    return scanner.at(at) == '\n' ? at + 1 : UNKNOWN;
  }

  private int behind(byte[] word, int from) {
    return scanner.startsWith(from, word) ? from + word.length : UNKNOWN;
  }

  private int record(byte[] lines, int from) throws IOException {
    boolean hasData = false;
    int at = from;
    while (true) {
      int name = at;
      int value = scanner.skip(':', scanner.endOfName(name));
      if (scanner.startsWith(name, DATA)) {
        if (hasData) {
          return UNKNOWN;
        }
        hasData = true;
        at = data(lines, scanner.skip('{', value));
      } else if (scanner.startsWith(name, EMITTED_AT)) {
        at = emittedAt(lines, value);
      } else {
        at = scanner.endOfValue(value);
        if (at != UNKNOWN && scanner.startsWith(name, META)) {
          meta(lines, value, at);
        }
      }
      if (at == UNKNOWN) {
        return UNKNOWN;
      }
      int next = scanner.skip(',', at);
      if (next == UNKNOWN) {
        return hasData ? scanner.skip('}', at) : UNKNOWN;
      }
      at = next;
    }
  }

  private void meta(byte[] lines, int from, int end) throws IOException {
    try (JsonParser parser = parser(lines, from, end)) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        parsed.meta(parser, lines, from);
      }
    }
  }

  private int emittedAt(byte[] lines, int from) throws IOException {
    long millis = 0;
    int at = from;
    for (byte digit = scanner.at(at); digit >= '0' && digit <= '9'; digit = scanner.at(at)) {
      millis = 10 * millis + (digit - '0');
      at++;
    }
    boolean plain = at > from && scanner.at(from) != '0' && at - from <= EmissionTime.LONG_CHARS;
    if (plain && (scanner.at(at) == ',' || scanner.at(at) == '}')) {
      row.takeEmittedAt(millis);
      return at;
    }
    at = scanner.endOfValue(from);
    if (at != UNKNOWN) {
      try (JsonParser parser = parser(lines, from, at)) {
        row.takeEmittedAt(parser);
      }
    }
    return at;
  }

  /** Reads the members of an object, the first of which begins here, and its end. */
  private int data(byte[] lines, int from) throws IOException {
    int at = from;
    int place = 0;
    if (scanner.at(at) == '}') {
      return at + 1;
    }
    while (true) {
      int column = place < fields.length ? followers[place] : -1;
      String field;
      int name = at;
      if (column >= 0 && names[column] != null && scanner.startsWith(name, names[column])) {
        field = fields[column];
        at = name + names[column].length;
      } else {
        at = scanner.endOfName(name);
        if (at == UNKNOWN) {
          return UNKNOWN;
        }
        field = new String(lines, name + 1, at - name - 2, UTF_8);
        Integer found = row.columnOf(field);
        column = found == null ? -1 : found;
      }
      int value = scanner.skip(':', at);
      at = scanner.endOfValue(value);
      if (at == UNKNOWN) {
        return UNKNOWN;
      }
      value(column, field, lines, value, at);
      if (column >= 0) {
        followers[place] = column;
        place = column + 1;
      }
      int next = scanner.skip(',', at);
      if (next == UNKNOWN) {
        return scanner.skip('}', at);
      }
      at = next;
    }
  }

  private void value(int column, String field, byte[] lines, int from, int end) throws IOException {
    if (column < 0
        ? !row.keeps(field)
        : scanner.wasPlain() && row.takeAsItIs(column, lines, from, end)) {
      return;
    }
    try (JsonParser parser = parser(lines, from, end)) {
      if (column < 0) {
        row.keep(field, parser, lines, from);
      } else {
        row.take(column, field, parser, lines, from);
      }
    }
  }

  private static JsonParser parser(byte[] lines, int from, int end) throws IOException {
    JsonParser parser = FACTORY.createParser(lines, from, end - from);
    parser.nextToken();
    return parser;
  }
}
