package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What had to be changed in one record: the entries that the source itself has sent, then those
 * made here, one a field. Reused from record to record.
 */
final class RecordChanges {
  static final String NULLED = "NULLED";
  static final String TRUNCATED = "TRUNCATED";

  /**
   * @param reason in the protocol's words
   */
  record Change(String field, String change, String reason) {}

  /** By the column's index, or the name of a field without one. */
  private final Map<Object, Change> changes = new LinkedHashMap<>();

  private final StringBuilder ofSource = new StringBuilder();
  private final Slice entry = new Slice();

  void clear() {
    if (!changes.isEmpty()) {
      changes.clear();
    }
    ofSource.setLength(0);
  }

  boolean isEmpty() {
    return changes.isEmpty() && ofSource.length() == 0;
  }

  /**
   * @param key the column's index, or the name of a field without one
   */
  void nulled(Object key, String field, String reason) {
    changes.put(key, new Change(field, NULLED, reason));
  }

  /** Characters of the value, or of the field's name, were replaced. */
  void replaced(Object key, String field, String reason) {
    changes.put(key, new Change(field, TRUNCATED, reason));
  }

  /** A later value of the field takes the place of what was noted. */
  void settle(Object key) {
    if (!changes.isEmpty()) {
      changes.remove(key);
    }
  }

  @Nullable Change of(int column) {
    return changes.get(column);
  }

  /**
   * Counts the values that have become null.
   *
   * @param most how many pairs of field and reason are counted
   * @return whether there is one
   */
  boolean countNulled(Map<NulledField, Long> counts, int most) {
    boolean any = false;
    for (Change change : changes.values()) {
      if (change.change().equals(NULLED)) {
        any = true;
        NulledField key = new NulledField(change.field(), change.reason());
        if (counts.size() < most || counts.containsKey(key)) {
          counts.merge(key, 1L, Long::sum);
        }
      }
    }
    return any;
  }

  /**
   * Takes the source's own entries over as they are written. One that cannot be stored is left out,
   * and that is noted of the field {@code _airbyte_meta}.
   */
  void readOwn(JsonParser parser, ValueConformer values, byte[] lines, int base)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String reason = values.conform(AirbyteType.UNKNOWN, parser, lines, base, entry);
      if (reason != null) {
        append(ofSource, new Change("_airbyte_meta", TRUNCATED, reason));
      } else if (entry.present) {
        separate(ofSource)
            .append(new String(entry.bytes, entry.offset, entry.length, StandardCharsets.UTF_8));
      }
    }
  }

  /** Appends the entries with commas between them. */
  void appendTo(StringBuilder json) {
    json.append(ofSource);
    boolean first = ofSource.length() == 0;
    for (Change change : changes.values()) {
      if (!first) {
        json.append(',');
      }
      first = false;
      write(json, change);
    }
  }

  static void append(StringBuilder entries, Change change) {
    write(separate(entries), change);
  }

  private static StringBuilder separate(StringBuilder entries) {
    return entries.length() == 0 ? entries : entries.append(',');
  }

  private static void write(StringBuilder json, Change change) {
    json.append("{\"field\":\"");
    JsonStringEncoder.getInstance().quoteAsString(change.field(), json);
    json.append("\",\"change\":\"").append(change.change());
    json.append("\",\"reason\":\"").append(change.reason()).append("\"}");
  }
}
