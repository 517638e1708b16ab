package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads RECORD messages, however they are written, by their tokens. Not thread-safe. */
final class ParsedRecord {
  private final ConformedRow row;

  ParsedRecord(ConformedRow row) {
    this.row = row;
  }

  /** Reads one message into the row; returns whether it is a RECORD with data. */
  boolean read(JsonParser parser, byte[] lines, int base) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    boolean data = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean record = parser.currentName().equals("record");
      if (parser.nextToken() == JsonToken.START_OBJECT && record) {
        data |= record(parser, lines, base);
      } else {
        parser.skipChildren();
      }
    }
    return data;
  }

  private boolean record(JsonParser parser, byte[] lines, int base) throws IOException {
    boolean data = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("data") && token == JsonToken.START_OBJECT) {
        data(parser, lines, base);
        data = true;
      } else if (name.equals("emitted_at")) {
        row.takeEmittedAt(parser);
      } else if (name.equals("meta") && token == JsonToken.START_OBJECT) {
        meta(parser, lines, base);
      } else {
        parser.skipChildren();
      }
    }
    return data;
  }

  private void data(JsonParser parser, byte[] lines, int base) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      Integer column = row.columnOf(field);
      parser.nextToken();
      if (column != null) {
        row.take(column, field, parser, lines, base);
      } else if (row.keeps(field)) {
        row.keep(field, parser, lines, base);
      } else {
        parser.skipChildren();
      }
    }
  }

  void meta(JsonParser parser, byte[] lines, int base) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isChanges = parser.currentName().equals("changes");
      if (parser.nextToken() == JsonToken.START_ARRAY && isChanges) {
        row.takeChanges(parser, lines, base);
      } else {
        parser.skipChildren();
      }
    }
  }
}
