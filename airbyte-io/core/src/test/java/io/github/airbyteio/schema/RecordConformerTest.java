package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordConformerTest {
  private static final ValueLimits LIMITS =
      ValueLimits.builder()
          .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
          .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
          .setNumbersAreDoubles(true)
          .setMaxTextBytes(100)
          .setMinYear(1)
          .setMaxYear(9999)
          .build();
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(42), ZoneOffset.UTC);

  private static final class Kept implements RowHandler {
    final List<String> rows = new ArrayList<>();
    private final Map<Integer, String> values = new TreeMap<>();
    private long emittedAt;

    @Override
    public void startRow(long emittedAtMillis) {
      values.clear();
      emittedAt = emittedAtMillis;
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      values.put(column, new String(json, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void endRow(@Nullable String meta) {
      rows.add(
          emittedAt
              + " "
              + values
              + (meta == null ? "" : " " + meta.replaceFirst("^\"changes\":", "")));
    }
  }

  private static List<String> conform(String lines, AirbyteType... types) throws IOException {
    List<Column> columns = new ArrayList<>();
    for (AirbyteType type : types) {
      columns.add(Column.of(String.valueOf((char) ('a' + columns.size())), type));
    }
    Kept kept = new Kept();
    byte[] bytes = ("#" + lines).getBytes(StandardCharsets.UTF_8);
    ConformCounts unused =
        new RecordConformer(RecordShape.of(StreamSchema.of(columns)), LIMITS, CLOCK)
            .conform(bytes, 1, bytes.length - 1, kept);
    return kept.rows;
  }

  private static String record(String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":"
        + data
        + ",\"emitted_at\":7}}\n";
  }

  /** What becomes of one value: its text, or the reason for its null. */
  private static String one(AirbyteType type, String json) throws IOException {
    String row = conform(record("{\"a\":" + json + "}"), type).get(0);
    if (row.startsWith("7 {0=")) {
      assertThat(row).as("a value and a change at once").endsWith("}");
      return row.substring(5, row.length() - 1);
    }
    return row.contains("reason") ? row.replaceAll(".*reason\":\"([A-Z_]+)\".*", "$1") : "null";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "STRING | \"a\\u00e9\\n\" | \"a\\u00e9\\n\"",
        "STRING | 1.50 | \"1.50\"",
        "STRING | true | \"true\"",
        "STRING | {\"x\": [1]} | \"{\\\"x\\\": [1]}\"",
        "STRING | null | null",
        "STRING | \"\\ud800\" | DESTINATION_SERIALIZATION_ERROR",
        "STRING | \"\\ud83d\\ude00\" | \"\\ud83d\\ude00\"",
        "BOOLEAN | true | true",
        "BOOLEAN | \"true\" | DESTINATION_SERIALIZATION_ERROR",
        "BOOLEAN | 1 | DESTINATION_SERIALIZATION_ERROR",
        "INTEGER | 12 | 12",
        "INTEGER | 1.0 | 1",
        "INTEGER | 1.5 | DESTINATION_SERIALIZATION_ERROR",
        "INTEGER | \"12\" | 12",
        "INTEGER | \"1.0\" | DESTINATION_SERIALIZATION_ERROR",
        "INTEGER | \" 1\" | DESTINATION_SERIALIZATION_ERROR",
        "INTEGER | 9223372036854775807 | 9223372036854775807",
        "INTEGER | 9223372036854775808 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 3.3000000000000003 | 3.3000000000000003",
        "NUMBER | 0.1 | 0.1",
        "NUMBER | -1.7976931348623157e308 | -1.7976931348623157e308",
        "NUMBER | 5e-324 | 5e-324",
        "NUMBER | 1e400 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 12345678901234567890.123 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | NaN | DESTINATION_SERIALIZATION_ERROR",
        "NUMBER | \"1.5\" | 1.5",
        "NUMBER | \"x\" | DESTINATION_SERIALIZATION_ERROR",
        "ARRAY | [1, 2.50] | [1, 2.50]",
        "ARRAY | \"[1]\" | DESTINATION_SERIALIZATION_ERROR",
        "ARRAY | [NaN] | DESTINATION_SERIALIZATION_ERROR",
        "OBJECT | {} | {}",
        "OBJECT | [] | DESTINATION_SERIALIZATION_ERROR",
        "UNION | \"42\" | \"42\"",
        "UNION | 42 | 42",
        "UNKNOWN | [true] | [true]"
      })
  void valuesAreKeptMadeCanonicalOrNullWithAReason(AirbyteType type, String json, String expected)
      throws IOException {
    assertThat(one(type, json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "2024-01-02T03:04:05Z,2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05.1Z,2024-01-02T03:04:05.1Z",
        "2024-01-02T03:04:05.123456789Z,2024-01-02T03:04:05.123456Z",
        "2024-01-02 03:04:05+0000,2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05+05:30,2024-01-01T21:34:05Z",
        "2024-01-02T03:04:05+00,2024-01-02T03:04:05Z",
        "2024-01-02 03:04:05 UTC,2024-01-02T03:04:05Z",
        "2024/1/2 03:04:05,2024-01-02T03:04:05Z",
        "2024-01-02,2024-01-02T00:00:00Z",
        "2024-01-02T03:04Z,2024-01-02T03:04:00Z",
        "2024-01-01T24:00:00Z,2024-01-02T00:00:00Z",
        "2024-02-30T00:00:00Z,null",
        "10000-01-01T00:00:00Z,null",
        "1704164645,null",
        "'',null"
      })
  void timestampsAreReadGenerouslyAndNeverMoved(String text, String expected) throws IOException {
    assertThat(one(AirbyteType.TIMESTAMP_WITH_TIMEZONE, '"' + text + '"'))
        .isEqualTo(expected == null ? ValueConformer.SERIALIZATION_ERROR : '"' + expected + '"');
  }

  @Test
  void aTimeWithAnOffsetKeepsItAndOneWithoutTakesNone() throws IOException {
    assertThat(one(AirbyteType.TIME_WITH_TIMEZONE, "\"10:30:00+05:30\""))
        .isEqualTo("\"10:30:00+05:30\"");
    assertThat(one(AirbyteType.TIME_WITHOUT_TIMEZONE, "\"10:30:00.5\""))
        .isEqualTo("\"10:30:00.5\"");
    assertThat(one(AirbyteType.TIME_WITHOUT_TIMEZONE, "\"10:30:00+05:30\""))
        .isEqualTo(ValueConformer.SERIALIZATION_ERROR);
    assertThat(one(AirbyteType.DATE, "\"2024-02-29\"")).isEqualTo("\"2024-02-29\"");
  }

  @Test
  void fieldsComeInAnyOrderMissExtraAndRepeated() throws IOException {
    assertThat(
            conform(
                record("{\"b\":1,\"extra\":{\"a\":9},\"a\":2}")
                    + record("{}")
                    + record("{\"a\": 1, \"a\": 2}"),
                AirbyteType.INTEGER,
                AirbyteType.INTEGER))
        .containsExactly("7 {0=2, 1=1}", "7 {}", "7 {0=2}");
  }

  @Test
  void spacedAndCompactLinesMixAndAMissingTimeIsStamped() throws IOException {
    assertThat(
            conform(
                "{ \"type\" : \"RECORD\", \"record\" : {\"emitted_at\": 1, \"data\": {\"a\": 1}, \"stream\": \"s\"}}"
                    + record("{\"a\":2}")
                    + "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"a\":3}}}",
                AirbyteType.INTEGER))
        .containsExactly("1 {0=1}", "7 {0=2}", "42 {0=3}");
  }

  @Test
  void theSourcesOwnChangesComeFirst() throws IOException {
    assertThat(
            conform(
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"a\":\"x\"},\"emitted_at\":1,\"meta\":{\"changes\":"
                    + "[{\"field\":\"z\"}]}}}",
                AirbyteType.INTEGER))
        .containsExactly(
            "1 {} [{\"field\":\"z\"},{\"field\":\"a\",\"change\":\"NULLED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}]");
  }

  @Test
  void aValueBeyondTheSinksSizeIsNull() throws IOException {
    assertThat(one(AirbyteType.STRING, '"' + "x".repeat(200) + '"'))
        .isEqualTo(ValueConformer.SIZE_LIMITATION);
  }

  @Test
  void aBrokenLineIsRefusedWithoutItsData() {
    for (String line :
        List.of(
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"a\":\"canary",
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"canary\"}}",
            "canary")) {
      assertThatThrownBy(() -> conform(record("{}") + line, AirbyteType.STRING))
          .isInstanceOf(MalformedRecordException.class)
          .hasMessageContaining("Line 2")
          .hasMessageNotContaining("canary");
    }
  }
}
