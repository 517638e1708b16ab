package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import io.github.airbyteio.protocol.Utf8;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The row that one record becomes: the values of its columns, each as it is, in canonical form, or
 * absent with an entry in the changes. Reused from record to record. Not thread-safe.
 */
final class ConformedRow {
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
  private final AirbyteType[] types;
  private final Map<Integer, String> decisive;
  private final EmissionTime emissionTime;
  private final Clock clock;
  private final RecordChanges changes = new RecordChanges();
  private boolean repairing;
  private long emittedAt;

  ConformedRow(RecordShape shape, ValueLimits limits, Clock clock) {
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
    this.types = columns.stream().map(Column::type).toArray(AirbyteType[]::new);
    for (int i = 0; i < row.length; i++) {
      row[i] = new Slice();
      indexes.put(columns.get(i).field(), i);
    }
  }

  /**
   * Makes room for the next record.
   *
   * @param repaired whether something in it was replaced to make JSON of it
   */
  void start(boolean repaired) {
    for (Slice value : row) {
      value.present = false;
    }
    changes.clear();
    if (unknown != null) {
      unknown.clear();
    }
    emittedAt = EmissionTime.NONE;
    repairing = repaired;
  }

  /** The field's column, or null. */
  @Nullable Integer columnOf(String field) {
    return indexes.get(field);
  }

  /**
   * Takes a value over if its bytes alone show that it is null or one for its column.
   *
   * @param json valid JSON, {@linkplain JsonScanner#wasPlain() plain} between the two places
   * @return whether it did
   */
  boolean takeAsItIs(int column, byte[] json, int from, int to) {
    Slice value = row[column];
    if (json[from] == 'n') {
      value.present = false;
    } else if (!values.fits(types[column], json, from, to, value)) {
      return false;
    }
    value.replaced = false;
    changes.settle(column);
    return true;
  }

  /** Takes the value over at which the parser stands. */
  void take(int column, String field, JsonParser parser, byte[] source, int base)
      throws IOException {
    Slice value = row[column];
    String reason = values.conform(types[column], parser, source, base, value);
    if (reason != null) {
      value.present = false;
    }
    boolean plain = reason == null && !value.replaced && !repairing && changes.isEmpty();
    if (column < width && !plain) {
      note(column, schema.columns().get(column).field(), field, value, reason);
    }
  }

  /** Whether the field is in no schema and such fields are kept. */
  boolean keeps(String field) {
    return unknown != null && unknown.isUnknown(field);
  }

  /** Keeps the value of a field that is in no schema. */
  void keep(String field, JsonParser parser, byte[] source, int base) throws IOException {
    Slice value = unknown.value();
    String reason = values.conform(AirbyteType.UNKNOWN, parser, source, base, value);
    unknown.keep(field);
    note(field, field, field, value, reason);
  }

  void takeEmittedAt(long millis) {
    emittedAt = emissionTime.of(millis);
  }

  void takeEmittedAt(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric()) {
      emittedAt = emissionTime.read(parser);
    } else {
      parser.skipChildren();
    }
  }

  /** Takes the changes over that the source itself has recorded. */
  void takeChanges(JsonParser parser, byte[] source, int base) throws IOException {
    changes.readOwn(parser, values, source, base);
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

  boolean matchesFilter() {
    return filter == null || filter.accepts(row);
  }

  /** Refuses a record in which a value that decides about other rows has been changed. */
  void requireDecisiveValues() throws RefusedRecordException {
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

  /** Counts the values that have become null; returns whether there is one. */
  boolean countNulled(Map<NulledField, Long> counts, int most) {
    return changes.countNulled(counts, most);
  }

  void handOver(RowHandler handler) throws IOException {
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
