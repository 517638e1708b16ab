package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordConformerTest {
  private static final ValueLimits LIMITS = Limits.usual().setMaxTextBytes(100).build();
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
    return conform(lines, columns.toArray(new Column[0]));
  }

  private static List<String> conform(String lines, Column... columns) throws IOException {
    Kept kept = new Kept();
    byte[] bytes = ("#" + lines).getBytes(StandardCharsets.UTF_8);
    ConformCounts unused =
        new RecordConformer(RecordShape.of(StreamSchema.of(List.of(columns))), LIMITS, CLOCK)
            .conform(bytes, 1, bytes.length - 1, kept);
    return kept.rows;
  }

  private static String record(String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":"
        + data
        + ",\"emitted_at\":7}}\n";
  }

  @Test
  void nulledValuesAreCountedByFieldAndReason() throws IOException {
    byte[] lines =
        (record("{\"a\":\"x\"}") + record("{\"a\":1}") + record("{\"a\":\"y\"}"))
            .getBytes(StandardCharsets.UTF_8);
    List<Column> columns = List.of(Column.of("a", AirbyteType.INTEGER));
    RecordConformer conformer =
        new RecordConformer(RecordShape.of(StreamSchema.of(columns)), LIMITS, CLOCK);
    for (int block = 0; block < 2; block++) {
      ConformCounts counts = conformer.conform(lines, 0, lines.length, new Kept());
      assertThat(counts.recordsNulled()).isEqualTo(2);
      assertThat(counts.valuesNulled())
          .containsOnly(
              Map.entry(new ConformCounts.NulledField("a", "DESTINATION_SERIALIZATION_ERROR"), 2L));
    }
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
        "NUMBER | 9007199254740992 | 9007199254740992",
        "NUMBER | 9007199254740993 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 9999999999999999 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | -9007199254740993 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 0.30000000000000004 | 0.30000000000000004",
        "NUMBER | 1e300000000 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 1e-300000000 | DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 1e99999999999 | DESTINATION_FIELD_SIZE_LIMITATION",
        "INTEGER | 1e2 | 100",
        "INTEGER | 1e30000000 | DESTINATION_FIELD_SIZE_LIMITATION",
        "INTEGER | -1e300000000 | DESTINATION_FIELD_SIZE_LIMITATION",
        "INTEGER | 0e300000000 | 0",
        "INTEGER | 1e-300000000 | DESTINATION_SERIALIZATION_ERROR",
        "INTEGER | 1e99999999999 | DESTINATION_FIELD_SIZE_LIMITATION",
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
        "2024-01-02T03:04:05.12Z,2024-01-02T03:04:05.12Z",
        "2024-01-02T03:04:05.1234567Z,2024-01-02T03:04:05.123456Z",
        "2024-01-01T24:00:00.000Z,2024-01-02T00:00:00Z",
        "2024-01-01T24:00:00.5Z,null",
        "2024-01-01T24:00:01Z,null",
        "24-01-02T03:04:05Z,null",
        "01/02/24,null",
        "01-02-24 03:04,null",
        "2024-01-02T03:04:05Z BC,null",
        "-0044-03-15T00:00:00Z,null",
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
  void whatTheSourceNotesAndCannotBeStoredIsLeftOutAndNoted() throws IOException {
    assertThat(
            conform(
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"meta\":{\"changes\":[{\"field\":\"z\"},NaN,"
                    + "{\"field\":\"\\ud800\"},null]},\"data\":{\"a\":1},\"emitted_at\":1}}",
                AirbyteType.INTEGER))
        .containsExactly(
            "1 {0=1} [{\"field\":\"z\"},"
                + "{\"field\":\"_airbyte_meta\",\"change\":\"TRUNCATED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"},"
                + "{\"field\":\"_airbyte_meta\",\"change\":\"TRUNCATED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1700000000000000000",
        "1700000000000000",
        "-1e17",
        "1e30",
        "1e300000000",
        "NaN",
        "123456789012345678901234567890"
      })
  void aTimeThatTheSinkCannotHoldIsStampedAsIfItWereMissing(String time) throws IOException {
    assertThat(conform(record("{\"a\":1}").replace(":7}", ":" + time + "}"), AirbyteType.INTEGER))
        .containsExactly("42 {0=1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.7e12", "1700000000000.0", "1700000000000"})
  void aTimeMayBeWrittenLikeAnyNumber(String time) throws IOException {
    assertThat(conform(record("{\"a\":1}").replace(":7}", ":" + time + "}"), AirbyteType.INTEGER))
        .containsExactly("1700000000000 {0=1}");
  }

  /** Nothing is computed with them: it would take minutes. */
  @Test
  void numbersOfAMillionDigitsAreNullAtOnce() throws IOException {
    String digits = "1".repeat(1_000_000);
    for (AirbyteType type : List.of(AirbyteType.INTEGER, AirbyteType.NUMBER)) {
      assertThat(one(type, digits)).isEqualTo(ValueConformer.SIZE_LIMITATION);
      assertThat(one(type, digits + ".5")).isEqualTo(ValueConformer.SIZE_LIMITATION);
      assertThat(one(type, '"' + digits + '"')).isEqualTo(ValueConformer.SIZE_LIMITATION);
      assertThat(one(type, '"' + digits + "x\"")).isEqualTo(ValueConformer.SERIALIZATION_ERROR);
    }
  }

  @Test
  void ofAFieldThatIsWrittenTwiceTheLastValueCountsAndItsChange() throws IOException {
    assertThat(conform(record("{\"a\":\"x\",\"a\":2}"), AirbyteType.INTEGER))
        .containsExactly("7 {0=2}");
    assertThat(conform(record("{\"a\":2,\"a\":\"x\"}"), AirbyteType.INTEGER).get(0))
        .contains("7 {} ", "NULLED");
  }

  @Test
  void escapedCharactersInNamesAreThoseCharacters() throws IOException {
    Column emoji = Column.of("\ud83d\ude00", AirbyteType.INTEGER);
    Column json = Column.of("j", AirbyteType.OBJECT);
    assertThat(
            conform(
                record(
                        "{\"\\ud83d\\ude00\":1,\"j\":{\"k\\uD83D\\uDE00\":\"\\ud83d\\ude00 \ufffd\"}}")
                    + record("{\"\ud83d\ude00\":2}")
                    + record("{\"\\ud83d\\ude00\" : 3,\"\\\\ud83d\":4}"),
                emoji,
                json))
        .containsExactly(
            "7 {0=1, 1={\"k\ud83d\ude00\":\"\\ud83d\\ude00 \ufffd\"}}", "7 {0=2}", "7 {0=3}");
  }

  @Test
  void halfACharacterInANameIsReplacedAndRecorded() throws IOException {
    Column half = Column.of("a\ufffd", AirbyteType.INTEGER);
    Column json = Column.of("j", AirbyteType.OBJECT);
    assertThat(
            conform(
                record("{\"a\\ud83d\":1}") + record("{\"j\":{\"\\ude00b\":2}}") + record("{}"),
                half,
                json))
        .containsExactly(
            "7 {0=1} [{\"field\":\"a\ufffd\",\"change\":\"TRUNCATED\",\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}]",
            "7 {1={\"\ufffdb\":2}} [{\"field\":\"j\",\"change\":\"TRUNCATED\",\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}]",
            "7 {}");
  }

  /** As null, the value would hide its row behind others. */
  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "1e400", "12345678901234567891", "9007199254740993", "[1]"})
  void aKeyThatCannotBeStoredAsItIsIsRefusedWithoutItsValue(String key) {
    RecordShape shape =
        RecordShape.of(StreamSchema.of(List.of(Column.of("id", AirbyteType.NUMBER))))
            .withDecisive(Map.of(0, "part of its primary key"));
    byte[] lines =
        (record("{\"id\":1}") + record("{\"id\":" + key + "}")).getBytes(StandardCharsets.UTF_8);
    Kept kept = new Kept();
    assertThatThrownBy(
            () -> new RecordConformer(shape, LIMITS, CLOCK).conform(lines, 0, lines.length, kept))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("'id' is part of its primary key")
        .hasMessageContaining("DESTINATION_")
        .hasMessageNotContaining(key);
    assertThat(kept.rows).containsExactly("7 {0=1}");
  }

  @Test
  void aKeyThatTheSourceLeavesNullIsStored() throws IOException {
    RecordShape shape =
        RecordShape.of(StreamSchema.of(List.of(Column.of("id", AirbyteType.NUMBER))))
            .withDecisive(Map.of(0, "part of its primary key"));
    byte[] lines =
        (record("{\"id\":null}") + record("{}") + record("{\"id\":\"x\",\"id\":2}"))
            .getBytes(StandardCharsets.UTF_8);
    Kept kept = new Kept();
    assertThat(
            new RecordConformer(shape, LIMITS, CLOCK)
                .conform(lines, 0, lines.length, kept)
                .records())
        .isEqualTo(3);
    assertThat(kept.rows).containsExactly("7 {}", "7 {}", "7 {0=2}");
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

  /** The parser skips over such bytes, stores do not. */
  @ParameterizedTest
  @ValueSource(strings = {"c080", "eda080", "f4908080", "ff", "e282"})
  void bytesThatAreNoUtf8AreReplacedAndNoted(String hex) throws IOException {
    byte[] line = record("{\"a\":\"x#y\",\"b\":1}").getBytes(StandardCharsets.UTF_8);
    int at = new String(line, StandardCharsets.UTF_8).indexOf('#');
    ByteArrayOutputStream broken = new ByteArrayOutputStream();
    broken.write(line, 0, at);
    broken.writeBytes(HexFormat.of().parseHex(hex));
    broken.write(line, at + 1, line.length - at - 1);
    List<Column> columns =
        List.of(Column.of("a", AirbyteType.STRING), Column.of("b", AirbyteType.INTEGER));
    Kept kept = new Kept();
    ConformCounts unused =
        new RecordConformer(RecordShape.of(StreamSchema.of(columns)), LIMITS, CLOCK)
            .conform(broken.toByteArray(), 0, broken.size(), kept);
    assertThat(kept.rows.get(0).replaceAll("\ufffd+", "#"))
        .isEqualTo(
            "7 {0=\"x#y\", 1=1} [{\"field\":\"a\",\"change\":\"TRUNCATED\","
                + "\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}]");
  }
}
