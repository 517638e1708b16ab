package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of one record that its stream's schema does not have, as the source wrote them; of a
 * field that is written twice the last value counts. Reused from record to record.
 */
final class UnknownFields {
  private final Set<String> known;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Slice value = new Slice();

  UnknownFields(Set<String> known) {
    this.known = known;
  }

  boolean isUnknown(String field) {
    return !known.contains(field);
  }

  /** Where the next value is to be put. */
  Slice value() {
    return value;
  }

  /** Keeps the value under this name: an absent one is null. */
  void keep(String field) {
    values.put(
        field,
        value.present
            ? new String(value.bytes, value.offset, value.length, StandardCharsets.UTF_8)
            : "null");
  }

  void clear() {
    values.clear();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Appends the fields as a JSON object. */
  void appendTo(StringBuilder json) {
    char separator = '{';
    for (Map.Entry<String, String> field : values.entrySet()) {
      json.append(separator).append('"');
      JsonStringEncoder.getInstance().quoteAsString(field.getKey(), json);
      json.append("\":").append(field.getValue());
      separator = ',';
    }
    json.append('}');
  }
}
