package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Twenty-two streams with the values that warehouses get wrong, after the descriptions of Airbyte's
 * smoke test; every value is compared.
 */
interface SmokeScenarios extends SinkRules {
  private static String properties(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> SinkRules.property(field.getKey(), field.getValue()))
        .collect(Collectors.joining(","));
  }

  private void holds(String name, String properties, String... records) throws Exception {
    StreamWriter writer = stream(name, properties).withMode(WriteMode.OVERWRITE);
    writer.complete(records);
    Values.assertEqual(writer, List.of(records));
  }

  @Test
  default void scenario01_basicTypes() throws Exception {
    holds(
        "basic_types",
        "\"id\":"
            + INTEGER
            + ",\"name\":"
            + STRING
            + ",\"amount\":"
            + NUMBER
            + ",\"is_active\":"
            + BOOLEAN,
        "{\"id\":1,\"name\":\"Ann\",\"amount\":100.5,\"is_active\":true}",
        "{\"id\":2,\"name\":\"\",\"amount\":0.0,\"is_active\":false}",
        "{\"id\":3,\"name\":\"Bo\",\"amount\":-99.99,\"is_active\":true}");
  }

  @Test
  default void scenario02_timestampTypes() throws Exception {
    holds(
        "timestamp_types",
        "\"id\":" + INTEGER + ",\"day\":" + DATE + ",\"at\":" + TIMESTAMP + ",\"epoch\":" + INTEGER,
        "{\"id\":1,\"day\":\"2024-01-15\",\"at\":\"2024-01-15T10:30:00Z\",\"epoch\":1705314600}",
        "{\"id\":2,\"day\":\"1970-01-01\",\"at\":\"1970-01-01T00:00:00+00:00\",\"epoch\":0}",
        "{\"id\":3,\"day\":\"2099-12-31\",\"at\":\"2099-12-31T23:59:59.999999Z\",\"epoch\":4102444799}");
  }

  @Test
  default void scenario03_largeDecimalsAndNumbers() throws Exception {
    holds(
        "large_decimals_and_numbers",
        "\"id\":"
            + INTEGER
            + ",\"big\":"
            + INTEGER
            + ",\"precise\":"
            + NUMBER
            + ",\"small\":"
            + NUMBER,
        "{\"id\":1,\"big\":9999999999999999,\"precise\":3.141592653589793,\"small\":0.000001}",
        "{\"id\":2,\"big\":-9999999999999999,\"precise\":-0.1,\"small\":1e-10}",
        "{\"id\":3,\"big\":0,\"precise\":99999999.99999999,\"small\":0.0}");
  }

  @Test
  default void scenario04_nestedJsonObjects() throws Exception {
    holds(
        "nested_json_objects",
        "\"id\":"
            + INTEGER
            + ",\"meta\":"
            + OBJECT
            + ",\"nested\":"
            + OBJECT
            + ",\"items\":"
            + ARRAY,
        "{\"id\":1,\"meta\":{\"source\":\"api\",\"tags\":[\"a\",\"b\"]},\"nested\":{\"l1\":{\"l2\":{\"l3\":\"deep\"}}},"
            + "\"items\":[{\"sku\":\"x\",\"n\":1},{\"sku\":\"y\",\"n\":2.50}]}",
        "{\"id\":2,\"meta\":{\"source\":\"\",\"tags\":[]},\"nested\":{\"l1\":{\"l2\":{\"l3\":\"\"}}},\"items\":[]}");
  }

  @Test
  default void scenario05_nullHandling() throws Exception {
    String nullable = "{\"type\":[\"null\",\"%s\"]}";
    holds(
        "null_handling",
        properties(
            Map.of(
                "id", INTEGER,
                "s", String.format(nullable, "string"),
                "i", String.format(nullable, "integer"),
                "n", String.format(nullable, "number"),
                "b", String.format(nullable, "boolean"),
                "o", String.format(nullable, "object"),
                "always", String.format(nullable, "string"))),
        "{\"id\":1,\"s\":\"null\",\"i\":42,\"n\":3.141592653589793,\"b\":true,\"o\":{\"k\":null},\"always\":null}",
        "{\"id\":2,\"s\":null,\"i\":null,\"n\":null,\"b\":null,\"o\":null,\"always\":null}",
        "{\"id\":3,\"s\":\"\",\"i\":0,\"n\":0.0,\"b\":false,\"o\":{},\"always\":null}");
  }

  @Test
  default void scenario06_columnNamingEdgeCases() throws Exception {
    List<String> names =
        List.of(
            "id",
            "CamelCaseColumn",
            "ALLCAPS",
            "snake_case_column",
            "column-with-dashes",
            "column.with.dots",
            "column with spaces",
            "select",
            "from",
            "order",
            "group");
    holds(
        "column_naming_edge_cases",
        names.stream()
            .map(name -> SinkRules.property(name, STRING))
            .collect(Collectors.joining(",")),
        names.stream()
            .map(name -> "\"" + name + "\":\"value of " + name + "\"")
            .collect(Collectors.joining(",", "{", "}")));
  }

  @Test
  default void scenario07_tableNamingEdgeCases() throws Exception {
    holds(
        "table_naming_edge_cases",
        "\"id\":" + INTEGER + ",\"value\":" + STRING,
        "{\"id\":1,\"value\":\"x\"}");
  }

  @Test
  default void scenario08_camelCaseStreamName() throws Exception {
    holds(
        "CamelCaseStreamName",
        "\"id\":" + INTEGER + ",\"value\":" + STRING,
        "{\"id\":1,\"value\":\"x\"}");
  }

  @Test
  default void scenario09_wideTable50Columns() throws Exception {
    List<String> names =
        IntStream.rangeClosed(1, 49)
            .mapToObj(i -> String.format(Locale.ROOT, "col_%03d", i))
            .toList();
    holds(
        "wide_table_50_columns",
        "\"id\":"
            + INTEGER
            + ","
            + names.stream()
                .map(name -> SinkRules.property(name, "{\"type\":[\"null\",\"string\"]}"))
                .collect(Collectors.joining(",")),
        "{\"id\":1,"
            + names.stream()
                .map(n -> "\"" + n + "\":\"" + n + "!\"")
                .collect(Collectors.joining(","))
            + "}",
        "{\"id\":2,"
            + names.stream().map(n -> "\"" + n + "\":null").collect(Collectors.joining(","))
            + "}");
  }

  @Test
  default void scenario10_emptyStream() throws Exception {
    StreamWriter writer =
        stream("empty_stream", "\"id\":" + INTEGER + ",\"value\":" + STRING)
            .withMode(WriteMode.OVERWRITE);
    writer.complete();
    assertThat(writer.rows()).isEmpty();

    writer.newRun(2).complete("{\"id\":1,\"value\":\"x\"}");
    assertThat(writer.rows()).hasSize(1);
    writer.newRun(3).complete();
    assertThat(writer.rows()).isEmpty();
  }

  @Test
  default void scenario11_singleRecordStream() throws Exception {
    holds(
        "single_record_stream",
        "\"id\":" + INTEGER + ",\"value\":" + STRING,
        "{\"id\":1,\"value\":\"only\"}");
  }

  @Test
  default void scenario12_largeBatchStream() throws Exception {
    List<String> records = new ArrayList<>();
    for (int id = 1; id <= 1_000; id++) {
      records.add(
          String.format(
              "{\"id\":%d,\"name\":\"record %d\",\"value\":%s,\"category\":\"cat_%d\"}",
              id, id, id * 1.1, id % 5));
    }
    holds(
        "large_batch_stream",
        "\"id\":"
            + INTEGER
            + ",\"name\":"
            + STRING
            + ",\"value\":"
            + NUMBER
            + ",\"category\":"
            + STRING,
        records.toArray(String[]::new));
  }

  @Test
  default void scenario13_unicodeAndSpecialStrings() throws Exception {
    holds(
        "unicode_and_special_strings",
        "\"id\":" + INTEGER + ",\"text\":" + STRING,
        "{\"id\":1,\"text\":\"line\\nbreak\\tand tab\"}",
        "{\"id\":2,\"text\":\"\u00e9\u00e0\u00fc \\\"quoted\\\"\"}",
        "{\"id\":3,\"text\":\"\u4f60\u597d back\\\\slash\"}",
        "{\"id\":4,\"text\":\"\u041f\u0440\u0438\u0432\u0435\u0442 \ud83d\ude00 \\u00e9\"}",
        "{\"id\":5,\"text\":\"\"}",
        "{\"id\":6,\"text\":\"\u2028 \u0085 \\\\N NULL \\\\. , ; '\"}");
  }

  @Test
  default void scenario14_schemaWithNoPrimaryKey() throws Exception {
    String twice = "{\"event\":\"click\",\"at\":\"now\",\"payload\":\"{\\\"page\\\": 1}\"}";
    holds(
        "schema_with_no_primary_key",
        "\"event\":" + STRING + ",\"at\":" + STRING + ",\"payload\":" + STRING,
        twice,
        twice,
        "{\"event\":\"view\",\"at\":\"then\",\"payload\":\"[]\"}");
  }

  @Test
  default void scenario15_longColumnNames() throws Exception {
    String one = "a_very_long_column_name_".repeat(5) + "first";
    String two = "a_very_long_column_name_".repeat(5) + "other";
    holds(
        "long_column_names",
        "\"id\":" + INTEGER + ",\"" + one + "\":" + STRING + ",\"" + two + "\":" + STRING,
        "{\"id\":1,\"" + one + "\":\"1\",\"" + two + "\":\"2\"}");
  }

  @Test
  default void scenario16_duplicatePrimaryKeys() throws Exception {
    String[] records = {
      "{\"id\":1,\"value\":\"first\"}",
      "{\"id\":1,\"value\":\"second\"}",
      "{\"id\":2,\"value\":\"first\"}",
      "{\"id\":1,\"value\":\"third\"}",
      "{\"id\":2,\"value\":\"second\"}",
      "{\"id\":3,\"value\":\"only\"}"
    };
    String properties = "\"id\":" + INTEGER + ",\"value\":" + STRING;
    StreamWriter append = stream("duplicates_appended", properties);
    append.commit(records);
    Values.assertEqual(append, List.of(records));
    for (WriteMode mode : List.of(WriteMode.APPEND_DEDUP, WriteMode.OVERWRITE_DEDUP)) {
      StreamWriter dedup =
          stream("duplicates_" + mode.wireName(), properties).withMode(mode).withKey("id");
      dedup.complete(records);
      Values.assertEqual(dedup, List.of(records[3], records[4], records[5]));
    }
  }

  @Test
  default void scenario17_timeTypes() throws Exception {
    StreamWriter writer =
        stream(
            "time_types",
            "\"id\":"
                + INTEGER
                + ",\"local\":"
                + TIME
                + ",\"zoned\":"
                + TIME_ZONE
                + ",\"at\":"
                + TIMESTAMP_NO_ZONE);
    String[] records = {
      "{\"id\":1,\"local\":\"14:30:00\",\"zoned\":\"14:30:00+05:30\",\"at\":\"2024-01-15T14:30:00\"}",
      "{\"id\":2,\"local\":\"00:00:00.000001\",\"zoned\":\"00:00:00Z\",\"at\":\"1970-01-01T00:00:00\"}",
      "{\"id\":3,\"local\":\"23:59:59.999999\",\"zoned\":\"23:59:59.999999-08:00\",\"at\":\"2099-12-31T23:59:59.999999\"}"
    };
    writer.commit(records);
    Values.assertEqual(writer, List.of(records));
  }

  @Test
  default void scenario18_unionTypes() throws Exception {
    holds(
        "union_types",
        "\"id\":"
            + INTEGER
            + ",\"a\":{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}"
            + ",\"b\":{\"type\":[\"null\",\"number\",\"string\"]}"
            + ",\"c\":{\"type\":[\"object\",\"string\"]}",
        "{\"id\":1,\"a\":42,\"b\":3.141592653589793,\"c\":{\"k\":\"v\"}}",
        "{\"id\":2,\"a\":\"42\",\"b\":null,\"c\":\"text\"}",
        "{\"id\":3,\"a\":\"\",\"b\":0.0,\"c\":{}}");
  }

  @Test
  default void scenario19_arrayOfPrimitives() throws Exception {
    holds(
        "array_of_primitives",
        "\"id\":"
            + INTEGER
            + ",\"strings\":"
            + ARRAY
            + ",\"integers\":"
            + ARRAY
            + ",\"mixed\":"
            + ARRAY,
        "{\"id\":1,\"strings\":[\"a\",\"b\"],\"integers\":[1,2,3],"
            + "\"mixed\":[\"text\",1,true,null,3.141592653589793,{\"k\":1},[2]]}",
        "{\"id\":2,\"strings\":[],\"integers\":[],\"mixed\":[]}",
        "{\"id\":3,\"strings\":[\"\"],\"integers\":[-1,9007199254740993],\"mixed\":[[],{}]}");
  }

  @Test
  default void scenario20_largeStringValues() throws Exception {
    List<String> records = new ArrayList<>();
    for (int size : List.of(1_000, 10_000, 100_000, 13, 11_249, 102_499)) {
      records.add("{\"id\":" + size + ",\"text\":\"" + "x".repeat(size) + "\"}");
    }
    holds(
        "large_string_values",
        "\"id\":" + INTEGER + ",\"text\":" + STRING,
        records.toArray(String[]::new));
  }

  @Test
  default void scenario21_sparseRecords() throws Exception {
    holds(
        "sparse_records",
        "\"id\":" + INTEGER + ",\"s\":" + STRING + ",\"i\":" + INTEGER + ",\"n\":" + NUMBER
            + ",\"b\":" + BOOLEAN + ",\"o\":" + OBJECT,
        "{\"id\":1,\"s\":\"set\"}",
        "{\"id\":2,\"i\":42}",
        "{\"id\":3,\"n\":3.141592653589793}",
        "{\"id\":4,\"b\":true}",
        "{\"id\":5,\"o\":{\"k\":1}}",
        "{\"id\":6,\"s\":\"all\",\"i\":1,\"n\":2.5,\"b\":false,\"o\":{}}",
        "{\"id\":7}");
  }

  @Test
  default void scenario22_specialNumberValues() throws Exception {
    holds(
        "special_number_values",
        "\"id\":" + INTEGER + ",\"n\":" + NUMBER + ",\"i\":" + INTEGER,
        "{\"id\":1,\"n\":1.7976931348623157e308,\"i\":9223372036854775807}",
        "{\"id\":2,\"n\":-1.7976931348623157e308,\"i\":-9223372036854775808}",
        "{\"id\":3,\"n\":5e-324,\"i\":1}",
        "{\"id\":4,\"n\":-5e-324,\"i\":-1}",
        "{\"id\":5,\"n\":0,\"i\":0}",
        "{\"id\":6,\"n\":1,\"i\":2147483647}",
        "{\"id\":7,\"n\":-1,\"i\":-2147483648}");
  }
}
