package io.github.airbyteio.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Airbyte type of a property's JSON schema.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/supported-data-types">Data types</a>
 */
final class AirbyteTypes {
  private static final String WELL_KNOWN = "WellKnownTypes.json#/definitions/";

  private AirbyteTypes() {}

  static AirbyteType of(JsonNode schema) {
    if (schema.has("$ref")) {
      return wellKnown(schema.path("$ref").asText());
    }
    if (schema.has("oneOf") || schema.has("anyOf") || schema.has("allOf")) {
      return AirbyteType.UNION;
    }
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      // One that says nothing of its values may hold any, not only objects.
      return schema.has("properties") ? AirbyteType.OBJECT : AirbyteType.UNKNOWN;
    }
    List<String> names = new ArrayList<>();
    if (type.isArray()) {
      type.forEach(name -> names.add(name.asText()));
    } else {
      names.add(type.asText());
    }
    names.remove("null");
    if (names.size() > 1) {
      return AirbyteType.UNION;
    }
    return names.isEmpty() ? AirbyteType.UNKNOWN : simple(names.get(0), schema);
  }

  private static AirbyteType simple(String name, JsonNode schema) {
    String airbyteType = schema.path("airbyte_type").asText();
    return switch (name) {
      case "string" -> string(schema.path("format").asText(), airbyteType);
      case "boolean" -> AirbyteType.BOOLEAN;
      case "integer", "int" -> AirbyteType.INTEGER;
      case "number" ->
          airbyteType.equals("integer") || airbyteType.equals("big_integer")
              ? AirbyteType.INTEGER
              : AirbyteType.NUMBER;
      case "array" -> AirbyteType.ARRAY;
      case "object" -> AirbyteType.OBJECT;
      default -> AirbyteType.UNKNOWN;
    };
  }

  private static AirbyteType string(String format, String airbyteType) {
    return switch (format) {
      case "date" -> AirbyteType.DATE;
      case "date-time" ->
          airbyteType.equals("timestamp_without_timezone")
              ? AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE
              : AirbyteType.TIMESTAMP_WITH_TIMEZONE;
      case "time" ->
          airbyteType.equals("time_without_timezone")
              ? AirbyteType.TIME_WITHOUT_TIMEZONE
              : AirbyteType.TIME_WITH_TIMEZONE;
      default ->
          switch (airbyteType) {
            case "big_integer" -> AirbyteType.INTEGER;
            case "big_number" -> AirbyteType.NUMBER;
            default -> AirbyteType.STRING;
          };
    };
  }

  private static AirbyteType wellKnown(String ref) {
    int at = ref.indexOf(WELL_KNOWN);
    if (at < 0) {
      return AirbyteType.UNKNOWN;
    }
    return switch (ref.substring(at + WELL_KNOWN.length())) {
      case "String", "BinaryData" -> AirbyteType.STRING;
      case "Date" -> AirbyteType.DATE;
      case "TimestampWithTimezone" -> AirbyteType.TIMESTAMP_WITH_TIMEZONE;
      case "TimestampWithoutTimezone" -> AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE;
      case "TimeWithTimezone" -> AirbyteType.TIME_WITH_TIMEZONE;
      case "TimeWithoutTimezone" -> AirbyteType.TIME_WITHOUT_TIMEZONE;
      case "Number" -> AirbyteType.NUMBER;
      case "Integer" -> AirbyteType.INTEGER;
      case "Boolean" -> AirbyteType.BOOLEAN;
      default -> AirbyteType.UNKNOWN;
    };
  }
}
