package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.RepairedJson;
import io.github.airbyteio.protocol.Utf8;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import java.io.CharConversionException;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms the RECORD lines of one stream to its columns in one pass over their tokens, without a
 * tree.
 *
 * <p>Each top-level value is handed on as it is, in canonical form, or as null with an entry in the
 * record's changes; see {@link ValueConformer}. A field that the schema does not have is left out,
 * or kept beside the changes if the shape says so; a column that the record does not have is null;
 * of a field that is written twice the last value counts. A record without {@code emitted_at}, or
 * with one that the sink cannot hold, is stamped with the time at which it is conformed.
 *
 * <p>A {@link RecordShape} decides which fields are handed on, under which names, and which records
 * at all. It is applied in the same pass, after the values are conformed. Changes that the source
 * itself has recorded keep its own names.
 *
 * <p>Not thread-safe.
 */
public final class RecordConformer {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  /** Names of fields that are in no schema are without a bound. */
  private static final int MAX_NULLED_FIELDS = 200;

  /** The fields that are read; those behind the first {@code width} only the filter looks at. */
  private final List<Column> columns;

  private final StreamSchema schema;
  private final int width;
  private final int[] hashed;
  private final ValueHash hash = new ValueHash();
  private final @Nullable RecordFilter filter;
  private final @Nullable UnknownFields unknown;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final ValueConformer values;
  private final Slice[] row;

  /**
   * The columns' fields and types. The parser gives a name as one string, however often it comes.
   */
  private final String[] fields;

  private final AirbyteType[] types;
  private final Clock clock;
  private final RecordChanges changes = new RecordChanges();
  private final Map<Integer, String> decisive;
  private final EmissionTime emissionTime;
  private long records;
  private long recordsNulled;
  private long recordsFiltered;
  private final Map<NulledField, Long> valuesNulled = new HashMap<>();
  private boolean repairing;
  private long emittedAt;

  public RecordConformer(StreamSchema schema, ValueLimits limits) {
    this(RecordShape.of(schema), limits);
  }

  /** Conforms the records and gives them their shape. */
  public RecordConformer(RecordShape shape, ValueLimits limits) {
    this(shape, limits, Clock.systemUTC());
  }

  RecordConformer(RecordShape shape, ValueLimits limits, Clock clock) {
    this.columns = shape.read();
    this.schema = shape.schema();
    this.width = schema.columns().size();
    this.hashed = shape.hashed().stream().mapToInt(Integer::intValue).toArray();
    this.filter = RecordFilter.of(shape).orElse(null);
    Set<String> known = shape.known();
    this.unknown = known == null ? null : new UnknownFields(known);
    this.values = new ValueConformer(limits);
    this.decisive = shape.decisive();
    this.emissionTime = new EmissionTime(limits);
    this.clock = clock;
    this.row = new Slice[columns.size()];
    this.fields = columns.stream().map(column -> column.field().intern()).toArray(String[]::new);
    this.types = columns.stream().map(Column::type).toArray(AirbyteType[]::new);
    for (int i = 0; i < row.length; i++) {
      row[i] = new Slice();
      indexes.put(columns.get(i).field(), i);
    }
  }

  /**
   * Conforms consecutive RECORD messages.
   *
   * @throws MalformedRecordException if the bytes are not only RECORD messages, or a decisive value
   *     of one cannot be stored; rows before it have been handed over
   * @throws IOException if the handler throws it
   */
  public ConformCounts conform(byte[] lines, int offset, int length, RowHandler handler)
      throws IOException {
    records = 0;
    recordsNulled = 0;
    recordsFiltered = 0;
    valuesNulled.clear();
    int from = offset;
    int end = offset + length;
    while (from < end) {
      long before = lines();
      try {
        conformValid(lines, from, end - from, handler);
        from = end;
      } catch (JsonParseException | CharConversionException e) {
        from = repairLine(lines, from, lines() - before, end, handler);
      } catch (JsonProcessingException e) {
        throw malformed();
      }
    }
    return ConformCounts.of(records, recordsNulled, recordsFiltered, valuesNulled);
  }

  /** The lines that have been read. */
  private long lines() {
    return records + recordsFiltered;
  }

  private MalformedRecordException malformed() {
    // The parser's own message could quote the record.
    return new MalformedRecordException(
        "Line " + (lines() + 1) + " of the block is no valid JSON.", null);
  }

  private void conformValid(byte[] lines, int offset, int length, RowHandler handler)
      throws IOException {
    try (JsonParser parser = FACTORY.createParser(lines, offset, length)) {
      while (parser.nextToken() != null) {
        startRow();
        if (!message(parser, lines, offset)) {
          throw new MalformedRecordException(
              "Line " + (lines() + 1) + " of the block is no RECORD.", null);
        }
        if (filter != null && !filter.accepts(row)) {
          recordsFiltered++;
          continue;
        }
        requireDecisiveValues();
        records++;
        recordsNulled += changes.countNulled(valuesNulled, MAX_NULLED_FIELDS) ? 1 : 0;
        handOver(handler);
      }
    }
  }

  /**
   * Conforms the line that could not be read, if it can be repaired: the fields in which something
   * was replaced are recorded.
   *
   * @param from where a line starts
   * @param whole the lines from there on that were read
   * @return where the next line starts
   */
  private int repairLine(byte[] lines, int from, long whole, int end, RowHandler handler)
      throws IOException {
    int start = from;
    for (long line = 0; line < whole; line++) {
      start = endOfLine(lines, start, end) + 1;
    }
    int to = endOfLine(lines, start, end);
    RepairedJson repaired = RepairedJson.of(lines, start, to);
    if (repaired == null) {
      throw malformed();
    }
    repairing = repaired.lossy();
    try {
      conformValid(repaired.json(), 0, repaired.json().length, handler);
    } catch (JsonProcessingException | CharConversionException e) {
      throw malformed();
    } finally {
      repairing = false;
    }
    return Math.min(to + 1, end);
  }

  /** JSON has no raw newline: each one in a block ends a record. */
  private static int endOfLine(byte[] lines, int from, int end) {
    int to = from;
    while (to < end && lines[to] != '\n') {
      to++;
    }
    return to;
  }

  private void startRow() {
    for (Slice value : row) {
      value.present = false;
    }
    changes.clear();
    if (unknown != null) {
      unknown.clear();
    }
    emittedAt = EmissionTime.NONE;
  }

  /** Reads one message; returns whether it is a RECORD with data. */
  private boolean message(JsonParser parser, byte[] lines, int base) throws IOException {
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
      } else if (name.equals("emitted_at") && token.isNumeric()) {
        emittedAt = emissionTime.read(parser);
      } else if (name.equals("meta") && token == JsonToken.START_OBJECT) {
        meta(parser, lines, base);
      } else {
        parser.skipChildren();
      }
    }
    return data;
  }

  private void data(JsonParser parser, byte[] lines, int base) throws IOException {
    int expected = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      // Most sources write the fields in the order of the schema.
      Integer column =
          expected < row.length && fields[expected].equals(field)
              ? (Integer) expected
              : indexes.get(field);
      parser.nextToken();
      if (column == null) {
        unknown(field, parser, lines, base);
        continue;
      }
      expected = column + 1;
      String reason = values.conform(types[column], parser, lines, base, row[column]);
      if (reason != null) {
        row[column].present = false;
      }
      boolean plain = reason == null && !row[column].replaced && !repairing && changes.isEmpty();
      if (column < width && !plain) {
        note(column, schema.columns().get(column).field(), field, row[column], reason);
      }
    }
  }

  private void unknown(String field, JsonParser parser, byte[] lines, int base) throws IOException {
    if (unknown == null || !unknown.isUnknown(field)) {
      parser.skipChildren();
      return;
    }
    String reason = values.conform(AirbyteType.UNKNOWN, parser, lines, base, unknown.value());
    unknown.keep(field);
    note(field, field, field, unknown.value(), reason);
  }

  /**
   * Notes what had to be changed in a value.
   *
   * @param name how the changes name the field
   * @param field how this record does
   * @param reason why it is null, or null
   */
  private void note(Object key, String name, String field, Slice value, @Nullable String reason) {
    changes.settle(key);
    if (reason != null) {
      changes.nulled(key, name, reason);
    } else if (value.replaced) {
      changes.replaced(key, name, ValueConformer.SERIALIZATION_ERROR);
    } else if (repairing && (wasRepaired(value) || field.indexOf('\uFFFD') >= 0)) {
      changes.replaced(key, name, "SOURCE_SERIALIZATION_ERROR");
    }
  }

  private static boolean wasRepaired(Slice value) {
    return value.present
        && Utf8.hasReplacement(value.bytes, value.offset, value.offset + value.length);
  }

  /** Refuses a record in which a value that decides about other rows has been changed. */
  private void requireDecisiveValues() throws RefusedRecordException {
    if (changes.isEmpty()) {
      return;
    }
    for (Map.Entry<Integer, String> column : decisive.entrySet()) {
      RecordChanges.Change change = changes.of(column.getKey());
      if (change != null) {
        throw new RefusedRecordException(
            columns.get(column.getKey()).field(), column.getValue(), change.reason());
      }
    }
  }

  private void meta(JsonParser parser, byte[] lines, int base) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isChanges = parser.currentName().equals("changes");
      if (parser.nextToken() == JsonToken.START_ARRAY && isChanges) {
        changes.readOwn(parser, values, lines, base);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void handOver(RowHandler handler) throws IOException {
    handler.startRow(emittedAt == EmissionTime.NONE ? clock.millis() : emittedAt);
    for (int i : hashed) {
      if (row[i].present) {
        hash.replace(row[i]);
      }
    }
    for (int i = 0; i < width; i++) {
      Slice value = row[i];
      if (value.present) {
        handler.value(i, value.bytes, value.offset, value.length);
      }
    }
    handler.endRow(metaMembers());
  }

  private @Nullable String metaMembers() {
    boolean hasUnknown = unknown != null && !unknown.isEmpty();
    if (changes.isEmpty() && !hasUnknown) {
      return null;
    }
    StringBuilder members = new StringBuilder("\"changes\":[");
    changes.appendTo(members);
    members.append(']');
    if (hasUnknown) {
      unknown.appendTo(members.append(",\"unknown_fields\":"));
    }
    return members.toString();
  }
}
