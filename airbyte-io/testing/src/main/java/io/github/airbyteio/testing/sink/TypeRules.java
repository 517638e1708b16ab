package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.schema.AirbyteType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each type has a column type, whatever schema it is written as, and types are kept apart. */
interface TypeRules extends SinkRules {
  /** The schemas of each type. */
  Map<AirbyteType, List<String>> SCHEMAS = schemas();

  private static Map<AirbyteType, List<String>> schemas() {
    Map<AirbyteType, List<String>> schemas = new LinkedHashMap<>();
    schemas.put(
        AirbyteType.STRING,
        List.of(
            STRING,
            "{\"type\":[\"null\",\"string\"]}",
            "{\"type\":\"string\",\"format\":\"email\"}"));
    schemas.put(AirbyteType.BOOLEAN, List.of(BOOLEAN, "{\"type\":[\"boolean\",\"null\"]}"));
    schemas.put(
        AirbyteType.INTEGER,
        List.of(INTEGER, "{\"type\":\"number\",\"airbyte_type\":\"integer\"}"));
    schemas.put(AirbyteType.NUMBER, List.of(NUMBER, "{\"type\":[\"null\",\"number\"]}"));
    schemas.put(AirbyteType.DATE, List.of(DATE));
    schemas.put(
        AirbyteType.TIMESTAMP_WITH_TIMEZONE,
        List.of(
            TIMESTAMP,
            "{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_with_timezone\"}"));
    schemas.put(AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE, List.of(TIMESTAMP_NO_ZONE));
    schemas.put(AirbyteType.TIME_WITHOUT_TIMEZONE, List.of(TIME));
    schemas.put(AirbyteType.OBJECT, List.of(OBJECT, "{\"properties\":{\"a\":{}}}"));
    schemas.put(AirbyteType.ARRAY, List.of(ARRAY));
    schemas.put(
        AirbyteType.UNION,
        List.of("{\"type\":[\"string\",\"object\"]}", "{\"oneOf\":[{\"type\":\"integer\"}]}"));
    schemas.put(AirbyteType.UNKNOWN, List.of("{}", "{\"type\":\"decimal\"}"));
    return schemas;
  }

  @Test
  default void eachTypeHasAColumnTypeOfItsOwn() throws Exception {
    List<String> properties = new ArrayList<>();
    SCHEMAS.forEach(
        (type, schemas) -> {
          for (int i = 0; i < schemas.size(); i++) {
            properties.add(SinkRules.property(type.name() + i, schemas.get(i)));
          }
        });
    StreamWriter writer = stream("types", String.join(",", properties));
    writer.commit("{}");

    Map<String, AirbyteType> typeOfColumn = new LinkedHashMap<>();
    for (Map.Entry<AirbyteType, List<String>> entry : SCHEMAS.entrySet()) {
      String first = columnType(writer, entry.getKey() + "0");
      for (int i = 1; i < entry.getValue().size(); i++) {
        assertThat(columnType(writer, entry.getKey().name() + i))
            .as(entry.getValue().get(i))
            .isEqualTo(first);
      }
      boolean json =
          switch (entry.getKey()) {
            case ARRAY, OBJECT, UNION, UNKNOWN -> true;
            default -> false;
          };
      AirbyteType other = typeOfColumn.putIfAbsent(first, entry.getKey());
      assertThat(other == null || json)
          .as("%s is %s as %s is", entry.getKey(), first, other)
          .isTrue();
    }
  }

  private String columnType(StreamWriter writer, String field) throws Exception {
    String type = harness().columnType(CONNECTION, writer.stream(), field);
    assertThat(type).as(field).isNotBlank();
    return type;
  }
}
