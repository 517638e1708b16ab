package io.github.airbyteio.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;

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
    throw new UnsupportedOperationException("next");
  }
}
