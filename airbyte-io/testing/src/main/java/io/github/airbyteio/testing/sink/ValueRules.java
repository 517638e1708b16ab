package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.schema.AirbyteType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No value changes silently: it is equal, or null with the field and the reason in the changes. */
interface ValueRules extends SinkRules {
  /** Stores one value and returns it; one that is null must have its reason. */
  private JsonNode store(String stream, String schema, String value) throws Exception {
    StreamWriter writer = stream(stream, "\"v\":" + schema);
    writer.commit("{\"v\":" + value + "}");
    StoredRow row = writer.rows().get(0);
    JsonNode stored = row.values().get("v");
    assertThat(stored).isNotNull();
    assertThat(row.meta().path("changes").isEmpty())
        .as("%s: %s", value, row)
        .isEqualTo(!stored.isNull());
    return stored;
  }

  private void becomes(AirbyteType type, String schema, List<List<String>> cases) throws Exception {
    int n = 0;
    for (List<String> written : cases) {
      JsonNode stored =
          store(
              "v_" + type.name().toLowerCase(java.util.Locale.ROOT) + n++, schema, written.get(0));
      JsonNode expected = StreamWriter.JSON.readTree(written.get(1));
      assertThat(Values.equal(type, expected, stored))
          .as("%s is stored as %s", written.get(0), stored)
          .isTrue();
    }
  }

  private static List<String> kept(String value) {
    return List.of(value, value);
  }

  private static List<String> nulled(String value) {
    return List.of(value, "null");
  }

  @Test
  default void integersAreExactOrNull() throws Exception {
    becomes(
        AirbyteType.INTEGER,
        INTEGER,
        List.of(
            kept("9223372036854775807"),
            List.of("1.0", "1"),
            List.of("\"12\"", "12"),
            List.of("-0", "0"),
            nulled("1.5"),
            nulled("\"1.0\""),
            nulled("\" 1\""),
            nulled("true"),
            nulled("{}"),
            nulled("\"\"")));
  }

  @Test
  default void numbersAreExactOrNull() throws Exception {
    becomes(
        AirbyteType.NUMBER,
        NUMBER,
        List.of(
            kept("0.1"),
            kept("1e-7"),
            kept("-12345.678"),
            List.of("\"2.5\"", "2.5"),
            kept("3"),
            kept("9007199254740992"),
            nulled("\"two\""),
            nulled("true"),
            nulled("[1]"),
            nulled("NaN"),
            nulled("Infinity")));
  }

  @Test
  default void anIntegerBeyondTheLimitIsNullWithItsReason() throws Exception {
    String beyond = harness().sink().limits().maxInteger().add(java.math.BigInteger.ONE).toString();
    StreamWriter writer = stream("beyond", "\"v\":" + INTEGER);
    writer.commit("{\"v\":" + beyond + "}");

    StoredRow row = writer.rows().get(0);
    assertThat(row.values().get("v").isNull()).isTrue();
    assertThat(row.meta().at("/changes/0/field").asText()).isEqualTo("v");
    assertThat(row.meta().at("/changes/0/change").asText()).isEqualTo("NULLED");
    assertThat(row.meta().at("/changes/0/reason").asText())
        .isEqualTo("DESTINATION_FIELD_SIZE_LIMITATION");
  }

  @Test
  default void numbersOfMoreDigitsThanTheLimitAreNull() throws Exception {
    int digits = harness().sink().limits().maxIntegerDigits();
    if (digits == Integer.MAX_VALUE) {
      return; // What is beyond a double is tested where numbers are doubles.
    }
    String most = "1e" + (digits - 1);
    String beyond = "1e" + digits;
    becomes(AirbyteType.NUMBER, NUMBER, List.of(kept(most), nulled(beyond)));
    becomes(
        AirbyteType.OBJECT,
        OBJECT,
        List.of(kept("{\"a\":[" + most + "]}"), nulled("{\"a\":[" + beyond + "]}")));
    becomes(AirbyteType.STRING, STRING, List.of(List.of(beyond, '"' + beyond + '"')));
  }

  @Test
  default void aNulCharacterIsStoredOrReplacedAndRecorded() throws Exception {
    boolean stored = harness().sink().limits().storesNulCharacter();
    for (String schema : List.of(STRING, OBJECT)) {
      String form = schema.equals(STRING) ? "\"a%sb\"" : "{\"k%1$s\":\"a%1$sb\"}";
      StreamWriter writer = stream(stored + "nul" + form.length(), "\"v\":" + schema);
      writer.commit("{\"v\":" + form.formatted("\\u0000") + "}");
      StoredRow row = writer.rows().get(0);
      assertThat(row.values().get("v"))
          .isEqualTo(StreamWriter.JSON.readTree(form.formatted(stored ? "\\u0000" : "\\ufffd")));
      assertThat(row.meta().at("/changes/0/change").asText("none"))
          .isEqualTo(stored ? "none" : "TRUNCATED");
    }
  }

  @Test
  default void booleansAreJsonBooleansOnly() throws Exception {
    becomes(
        AirbyteType.BOOLEAN,
        BOOLEAN,
        List.of(kept("true"), kept("false"), nulled("\"true\""), nulled("1"), nulled("{}")));
  }

  @Test
  default void stringsTakeAnything() throws Exception {
    becomes(
        AirbyteType.STRING,
        STRING,
        List.of(
            kept("\"text\""),
            List.of("12.50", "\"12.50\""),
            List.of("true", "\"true\""),
            List.of("{\"a\":1}", "\"{\\\"a\\\":1}\""),
            List.of("[1]", "\"[1]\"")));
  }

  @Test
  default void containersTakeTheirKindOnly() throws Exception {
    becomes(AirbyteType.ARRAY, ARRAY, List.of(kept("[1,\"a\"]"), nulled("\"[1]\""), nulled("{}")));
    becomes(
        AirbyteType.OBJECT, OBJECT, List.of(kept("{\"a\":{}}"), nulled("\"{}\""), nulled("[]")));
  }

  @Test
  default void timestampsAreReadInEachUsualForm() throws Exception {
    String at = "\"2024-01-02T03:04:05";
    becomes(
        AirbyteType.TIMESTAMP_WITH_TIMEZONE,
        TIMESTAMP,
        List.of(
            kept(at + "Z\""),
            kept(at + ".123456Z\""),
            List.of(at + ".1Z\"", at + ".100Z\""),
            List.of(at + ".123456789Z\"", at + ".123456Z\""),
            List.of("\"2024-01-02 03:04:05Z\"", at + "Z\""),
            List.of(at + "+0000\"", at + "Z\""),
            kept(at + "+05:30\""),
            List.of(at + "+00\"", at + "Z\""),
            List.of(at + " UTC\"", at + "Z\""),
            List.of("\"2024/01/02 03:04:05Z\"", at + "Z\""),
            List.of("\"2024-1-2T03:04:05Z\"", at + "Z\""),
            List.of(at + "\"", at + "Z\""),
            List.of("\"2024-01-02T03:04Z\"", "\"2024-01-02T03:04:00Z\""),
            List.of("\"2024-01-02\"", "\"2024-01-02T00:00:00Z\""),
            List.of("\"2024-01-01T24:00:00Z\"", "\"2024-01-02T00:00:00Z\""),
            kept(at + ".12Z\""),
            kept(at + ".123Z\""),
            List.of(at + ".1234567Z\"", at + ".123456Z\""),
            nulled("\"2024-01-01T24:00:00.5Z\""),
            nulled("\"0044-03-15T12:00:00 BC\""),
            nulled("\"-0044-03-15T12:00:00Z\""),
            nulled("\"01/02/24 03:04\""),
            nulled("\"24-01-02T03:04:05Z\""),
            nulled("\"2024-02-30T00:00:00Z\""),
            nulled("1704164645"),
            nulled("\"1704164645\""),
            nulled("\"10000-01-01T00:00:00Z\""),
            nulled("\"soon\""),
            nulled("\"\"")));
  }

  @Test
  default void timestampsWithoutZoneAreTheWallClocks() throws Exception {
    String at = "\"2024-01-02T03:04:05";
    becomes(
        AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE,
        TIMESTAMP_NO_ZONE,
        List.of(
            kept(at + "\""),
            kept(at + ".1\""),
            kept(at + ".123456\""),
            List.of(at + ".123456789\"", at + ".123456\""),
            List.of("\"2024-01-02 03:04:05\"", at + "\""),
            List.of("\"2024-01-02\"", "\"2024-01-02T00:00:00\""),
            List.of(at + "Z\"", at + "\""),
            List.of(at + "+00:00\"", at + "\""),
            // Hours that a clock somewhere skips or shows twice.
            kept("\"2024-03-31T02:30:00\""),
            kept("\"2024-03-10T02:30:00\""),
            kept("\"2024-10-27T02:30:00\""),
            kept("\"1970-01-01T00:00:00\""),
            nulled(at + "+05:30\""),
            nulled("\"2024-02-30T00:00:00\""),
            nulled("1704164645")));
  }

  @Test
  default void datesAndTimesAreReadOrNull() throws Exception {
    becomes(
        AirbyteType.DATE,
        DATE,
        List.of(
            kept("\"2024-02-29\""),
            nulled("\"2023-02-29\""),
            nulled("\"tomorrow\""),
            nulled("\"01/02/24\""),
            nulled("\"12-05-24\""),
            nulled("20240101")));
    becomes(
        AirbyteType.TIME_WITHOUT_TIMEZONE,
        TIME,
        List.of(kept("\"03:04:05.123456\""), nulled("\"25:00:00\""), nulled("\"03:04:05+02:00\"")));
    becomes(
        AirbyteType.TIME_WITH_TIMEZONE,
        TIME_ZONE,
        List.of(kept("\"03:04:05+02:00\""), kept("\"03:04:05Z\""), nulled("\"noon\"")));
  }

  @Test
  default void jsonKeepsItsNumbersAndItsKinds() throws Exception {
    String union = "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}";
    becomes(
        AirbyteType.UNION,
        union,
        List.of(
            kept("42"),
            kept("\"42\""),
            kept("123456789012345678901234567890"),
            kept("{\"a\":[1,null]}")));
  }

  @Test
  default void aNumberIsStoredExactlyOrNullWithItsReason() throws Exception {
    List<String> numbers =
        List.of(
            "9007199254740993",
            "9999999999999999",
            "0.1234567890123456789",
            "123456789012345678.25",
            "5e-324",
            "1e400",
            "1e300000000");
    String properties = "\"v\":" + NUMBER + ",\"j\":" + OBJECT;
    for (String number : numbers) {
      StreamWriter writer = stream("exact " + numbers.indexOf(number), properties);
      writer.commit("{\"v\":" + number + ",\"j\":{\"n\":9007199254740993}}");
      StoredRow row = writer.rows().get(0);
      JsonNode stored = row.values().get("v");
      assertThat(row.meta().path("changes")).hasSize(stored.isNull() ? 1 : 0);
      if (!stored.isNull()) {
        JsonNode written = StreamWriter.JSON.readTree(number);
        assertThat(Values.equal(AirbyteType.NUMBER, written, stored))
            .as("%s is stored as %s", number, stored)
            .isTrue();
      }
      assertThat(row.values().get("j").toString()).isEqualTo("{\"n\":9007199254740993}");
    }
  }

  @Test
  default void aValueOf25MegabytesIsStoredOrNullWithItsReason() throws Exception {
    String large = '"' + "x".repeat(25_000_000) + '"';
    isStoredUpTo(harness().sink().limits().maxTextBytes(), STRING, large);
    String pieces = String.join(",", Collections.nCopies(25, '"' + "x".repeat(1_000_000) + '"'));
    isStoredUpTo(harness().sink().limits().maxJsonBytes(), ARRAY, '[' + pieces + ']');
  }

  private void isStoredUpTo(long bytes, String schema, String value) throws Exception {
    StreamWriter writer = stream("large " + schema, "\"v\":" + schema);
    writer.commit("{\"v\":" + value + "}");
    StoredRow row = writer.rows().get(0);
    JsonNode stored = row.values().get("v");
    if (value.length() <= bytes) {
      String text = stored.isTextual() ? '"' + stored.asText() + '"' : stored.toString();
      assertThat(text.equals(value)).as(schema).isTrue();
    } else {
      assertThat(stored.isNull()).as(schema).isTrue();
      assertThat(row.meta().at("/changes/0/reason").asText())
          .isEqualTo("DESTINATION_FIELD_SIZE_LIMITATION");
    }
  }

  @Test
  default void missingAndNullAreBothNullWithoutAnEntry() throws Exception {
    StreamWriter writer = stream("nulls", "\"a\":" + STRING + ",\"b\":" + STRING);
    writer.commit("{\"a\":null}", "{}");
    for (StoredRow row : writer.rows()) {
      assertThat(row.values().get("a").isNull() && row.values().get("b").isNull()).isTrue();
      assertThat(row.meta().path("changes")).isEmpty();
    }
  }

  @Test
  default void unknownFieldsAreKeptInTheMetaIfThatIsAsked() throws Exception {
    StreamWriter writer = stream("unknown", "\"a\":" + STRING).withUnknownFields();
    String unknown =
        "{\"n\":12345678901234567890.1234567890,\"q\\\"\\n\":{\"x\":[1,null,\"\u00e4\"]},\"z\":null}";
    writer.commit("{\"a\":\"x\"," + unknown.substring(1), "{\"a\":\"y\"}");
    for (StoredRow row : writer.rows()) {
      JsonNode kept = row.meta().path("unknown_fields");
      if (row.values().get("a").asText().equals("x")) {
        assertThat(Values.same(StreamWriter.JSON.readTree(unknown), kept)).as("%s", kept).isTrue();
        assertThat(kept.path("n").asText()).isEqualTo("12345678901234567890.1234567890");
      } else {
        assertThat(kept.isMissingNode()).isTrue();
      }
      assertThat(row.meta().path("changes")).isEmpty();
    }
  }

  @Test
  default void unknownFieldsAreLeftOutOtherwise() throws Exception {
    StreamWriter writer = stream("known", "\"a\":" + STRING);
    writer.commit("{\"a\":\"x\",\"b\":1}");
    assertThat(writer.rows().get(0).meta().toString()).doesNotContain("unknown");
  }

  @Test
  default void eachRowSaysWhenItWasExtractedAndWhereItBelongs() throws Exception {
    StreamWriter writer = stream("meta", "\"a\":" + STRING);
    writer.commitAt(1_700_000_123_456L, "{\"a\":\"x\"}");
    StoredRow row = writer.rows().get(0);
    assertThat(row.extractedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_123_456L));
    assertThat(row.meta().path("sync_id").asLong()).isEqualTo(7);
    assertThat(row.generationId()).isEqualTo(1);
  }

  @Test
  default void aTimeOfEmissionBeyondTheSinksYearsDoesNotStopTheSync() throws Exception {
    StreamWriter writer = stream("beyond", "\"a\":" + STRING);
    for (long emittedAt :
        List.of(1_700_000_000_000_000_000L, 1_700_000_000_000_000L, Long.MIN_VALUE)) {
      writer.commitAt(emittedAt, "{\"a\":\"x\"}");
    }
    assertThat(writer.rows()).hasSize(3);
  }

  @Test
  default void whatTheSourceHasChangedIsKeptBeforeWhatIsChangedHere() throws Exception {
    StreamWriter writer = stream("changed", "\"a\":" + INTEGER);
    String own = "{\"field\":\"z\",\"change\":\"NULLED\",\"reason\":\"SOURCE_RETRIEVAL_ERROR\"}";
    writer
        .withMeta("{\"changes\":[ " + own + ", NaN, {\"field\":\"\\ud800\"}],\"other\":1}")
        .commit("{\"a\":\"x\"}");
    JsonNode changes = writer.rows().get(0).meta().path("changes");
    assertThat(changes).hasSize(4);
    assertThat(changes.get(0)).isEqualTo(StreamWriter.JSON.readTree(own));
    assertThat(changes.get(1).path("field").asText()).isEqualTo("_airbyte_meta");
    assertThat(changes.get(3).path("field").asText()).isEqualTo("a");
  }

  @Test
  default void manySmallCommitsAreAllThere() throws Exception {
    StreamWriter writer = stream("many", "\"id\":" + INTEGER);
    List<String> all = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      all.add("{\"id\":" + id + "}");
      writer.commit("{\"id\":" + id + "}");
    }
    Values.assertEqual(writer, all);
  }
}
