package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type of each schema that Airbyte's documentation lists, and of those it does not. */
class AirbyteTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"type\":\"string\"} | STRING",
        "{\"type\":\"string\",\"format\":\"email\"} | STRING",
        "{\"type\":\"string\",\"contentEncoding\":\"base64\"} | STRING",
        "{\"type\":\"string\",\"airbyte_type\":\"big_integer\"} | INTEGER",
        "{\"type\":\"string\",\"airbyte_type\":\"big_number\"} | NUMBER",
        "{\"type\":\"string\",\"format\":\"date\"} | DATE",
        "{\"type\":\"string\",\"format\":\"date-time\"} | TIMESTAMP_WITH_TIMEZONE",
        "{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_with_timezone\"} | TIMESTAMP_WITH_TIMEZONE",
        "{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_without_timezone\"} | TIMESTAMP_WITHOUT_TIMEZONE",
        "{\"type\":\"string\",\"format\":\"time\"} | TIME_WITH_TIMEZONE",
        "{\"type\":\"string\",\"format\":\"time\",\"airbyte_type\":\"time_with_timezone\"} | TIME_WITH_TIMEZONE",
        "{\"type\":\"string\",\"format\":\"time\",\"airbyte_type\":\"time_without_timezone\"} | TIME_WITHOUT_TIMEZONE",
        "{\"type\":\"boolean\"} | BOOLEAN",
        "{\"type\":[\"null\",\"boolean\"]} | BOOLEAN",
        "{\"type\":\"integer\"} | INTEGER",
        "{\"type\":\"int\"} | INTEGER",
        "{\"type\":\"integer\",\"airbyte_type\":\"big_integer\"} | INTEGER",
        "{\"type\":\"number\"} | NUMBER",
        "{\"type\":\"number\",\"airbyte_type\":\"big_number\"} | NUMBER",
        "{\"type\":\"number\",\"airbyte_type\":\"integer\"} | INTEGER",
        "{\"type\":\"number\",\"airbyte_type\":\"big_integer\"} | INTEGER",
        "{\"type\":\"array\"} | ARRAY",
        "{\"type\":\"array\",\"items\":[{\"type\":\"string\"},{\"type\":\"integer\"}]} | ARRAY",
        "{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"object\"}} | ARRAY",
        "{\"type\":\"object\"} | OBJECT",
        "{\"type\":\"object\",\"properties\":{\"a\":{}}} | OBJECT",
        "{\"properties\":{\"a\":{}}} | OBJECT",
        "{\"type\":[\"string\",\"object\"]} | UNION",
        "{\"type\":[\"null\",\"string\",\"object\"]} | UNION",
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]} | UNION",
        "{\"anyOf\":[{\"type\":\"string\"}]} | UNION",
        "{\"type\":\"string\",\"allOf\":[{}]} | UNION",
        "{} | UNKNOWN",
        "{\"description\":\"anything\"} | UNKNOWN",
        "true | UNKNOWN",
        "null | UNKNOWN",
        "{\"type\":\"null\"} | UNKNOWN",
        "{\"type\":[\"null\"]} | UNKNOWN",
        "{\"type\":[]} | UNKNOWN",
        "{\"type\":\"decimal\"} | UNKNOWN",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/String\"} | STRING",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/BinaryData\"} | STRING",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/Boolean\"} | BOOLEAN",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/Date\"} | DATE",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/TimestampWithTimezone\"} | TIMESTAMP_WITH_TIMEZONE",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/TimestampWithoutTimezone\"} | TIMESTAMP_WITHOUT_TIMEZONE",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/TimeWithTimezone\"} | TIME_WITH_TIMEZONE",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/TimeWithoutTimezone\"} | TIME_WITHOUT_TIMEZONE",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/Integer\"} | INTEGER",
        "{\"$ref\":\"WellKnownTypes.json#/definitions/Number\"} | NUMBER",
        "{\"$ref\":\"#/definitions/mine\"} | UNKNOWN"
      })
  void aSchemaHasAType(String schema, AirbyteType type) throws JsonProcessingException {
    assertThat(AirbyteTypes.of(new ObjectMapper().readTree(schema))).isEqualTo(type);
  }
}
