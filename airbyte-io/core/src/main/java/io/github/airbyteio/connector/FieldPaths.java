package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteStream;
import java.util.ArrayList;
import java.util.List;

/** Finds the fields that users name in a stream's schema. */
final class FieldPaths {
  private FieldPaths() {}

  /**
   * Returns the path of a field: the top-level field of that name, or, where there is none, the
   * nested one {@code a.b}. What is below a field whose schema names no properties is not checked.
   *
   * @throws AirbyteIoException of category USAGE if the schema has no such field
   */
  static List<String> find(AirbyteStream stream, String role, String name) {
    JsonNode properties = stream.jsonSchema().path("properties");
    if (properties.has(name)) {
      return List.of(name);
    }
    List<String> path = List.of(name.split("\\.", -1));
    JsonNode level = stream.jsonSchema();
    for (String field : path) {
      if (level != stream.jsonSchema() && isOpenObject(level)) {
        break;
      }
      level = level.path("properties").path(field);
      if (level.isMissingNode()) {
        throw unknown(stream, role, name, properties);
      }
    }
    return path;
  }

  private static boolean isOpenObject(JsonNode schema) {
    JsonNode type = schema.path("type");
    boolean object = type.isMissingNode() || type.asText().equals("object");
    for (JsonNode one : type) {
      object |= one.asText().equals("object");
    }
    return object && !schema.has("properties");
  }

  private static AirbyteIoException unknown(
      AirbyteStream stream, String role, String name, JsonNode properties) {
    List<String> fields = new ArrayList<>();
    properties.fieldNames().forEachRemaining(fields::add);
    return new AirbyteIoException(
        Category.USAGE,
        stream.descriptor(),
        String.format(
            "The stream %s has no field '%s', which is to be its %s.",
            stream.descriptor(), name, role),
        ClosestName.of(name, fields).map(c -> "Did you mean " + c + "? ").orElse("")
            + "Its fields are: "
            + String.join(", ", fields)
            + ".",
        null);
  }
}
