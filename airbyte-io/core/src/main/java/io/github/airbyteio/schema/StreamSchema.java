package io.github.airbyteio.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of a stream, in the order of its JSON schema. */
@AutoValue
public abstract class StreamSchema implements Serializable {
  public abstract List<Column> columns();

  public static StreamSchema of(List<Column> columns) {
    return new AutoValue_StreamSchema(List.copyOf(columns));
  }

  /**
   * Reads the columns of a catalog's {@code json_schema}; one without properties has no columns.
   */
  public static StreamSchema fromJsonSchema(JsonNode jsonSchema) {
    List<Column> columns = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : jsonSchema.path("properties").properties()) {
      columns.add(Column.of(property.getKey(), AirbyteTypes.of(property.getValue())));
    }
    return of(columns);
  }
}
