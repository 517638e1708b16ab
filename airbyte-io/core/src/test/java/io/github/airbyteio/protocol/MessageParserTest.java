package io.github.airbyteio.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteMessage.Garbled;
import io.github.airbyteio.protocol.AirbyteMessage.Ignored;
import io.github.airbyteio.protocol.AirbyteMessage.Noise;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {
  private static final String RECORD =
      "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":1},\"emitted_at\":1}}";

  private static List<AirbyteMessage> parse(String line) {
    byte[] bytes = ("xx" + line + "yy").getBytes(StandardCharsets.UTF_8);
    return MessageParser.parse(bytes, 2, bytes.length - 2);
  }

  private static AirbyteState state(String json) {
    return ((AirbyteMessage.State) parse(json).get(0)).state();
  }

  @Test
  void everyMessageOfALineIsUsed() {
    assertThat(parse(RECORD + RECORD + " " + RECORD + " and text"))
        .hasSize(4)
        .satisfies(
            messages -> {
              AirbyteMessage.Record record = (AirbyteMessage.Record) messages.get(1);
              assertThat(record.stream()).isEqualTo(StreamDescriptor.of("users"));
              assertThat(new String(record.json(), StandardCharsets.UTF_8)).isEqualTo(RECORD);
              assertThat(messages.get(3)).isEqualTo(new Noise("and text"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "12",
        "\"text\"",
        "{ not json",
        "{\"some\": \"object\"}",
        "log: {\"type\":\"RECORD\",\"record\":{\"stream\":\"users\""
      })
  void whatIsNoMessageIsNoise(String line) {
    assertThat(parse(line)).allMatch(message -> message instanceof Noise);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":",
        "{ \"type\" : \"RECORD\", \"record\": {\"stream\": \"us text of another thread\"",
        "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\"",
        "{\"record\":{\"stream\":\"users\",\"data\"",
        "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\"}}",
        "{\"type\":\"RECORD\",\"record\":{\"data\":{}}}"
      })
  void aBrokenRecordOrStateIsNeverDropped(String line) {
    assertThat(parse(line)).hasSize(1).allMatch(message -> message instanceof Garbled);
  }

  @Test
  void unknownTypesAndMissingMembersAreIgnored() {
    assertThat(parse("{\"type\":\"DEBUG\",\"x\":1}")).containsExactly(new Ignored("DEBUG"));
    assertThat(parse("{\"type\":\"TRACE\"}")).containsExactly(new Ignored("TRACE"));
    assertThat(parse("  ")).isEmpty();
  }

  @Test
  void numbersThatPythonWritesAndJsonHasNotAreAccepted() {
    assertThat(
            parse(
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"u\",\"data\":{\"n\":NaN,\"i\":-Infinity},\"emitted_at\":1}}"))
        .hasOnlyElementsOfType(AirbyteMessage.Record.class);
  }

  @Test
  void aStateIsKeptAsItWasWrittenWithoutTheBookkeepingOfItsRun() {
    AirbyteState state =
        state(
            "{\"type\":\"STATE\",\"state\":{\"sourceStats\":{\"recordCount\":2.0},\"type\":\"STREAM\", \"zeta\" : 1.10,\"id\":7,"
                + "\"stream\":{\"stream_state\":{\"n\":123456789012345678901234567890,\"a\":{}},\"stream_descriptor\":{\"name\":\"s\"}},"
                + "\"partition_id\":\"p\",\"destinationStats\":{}}}");

    assertThat(state.stream()).isEqualTo(StreamDescriptor.of("s"));
    assertThat(state.json())
        .isEqualTo(
            "{\"type\":\"STREAM\",\"zeta\" : 1.10,\"stream\":{\"stream_state\":{\"n\":123456789012345678901234567890,\"a\":{}},"
                + "\"stream_descriptor\":{\"name\":\"s\"}}}");
  }

  @Test
  void aStateWithoutATypeIsLegacyAndIsHandedBackAsItsData() {
    AirbyteState state = state("{\"type\":\"STATE\",\"state\":{\"data\":{\"cursor\": 1.0}}}");

    assertThat(state.kind()).isEqualTo(AirbyteState.Kind.LEGACY);
    assertThat(StateFile.toJson(List.of(state))).isEqualTo("{\"cursor\": 1.0}");
  }

  @Property
  void anyStateSurvivesToTheCharacter(@ForAll("json") String json) {
    String text =
        "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"s\"},\"stream_state\":"
            + json
            + "}}";

    AirbyteState state = state("{\"type\":\"STATE\",\"state\":" + text + "}");

    assertThat(StateFile.toJson(List.of(state, state))).isEqualTo("[" + text + "," + text + "]");
  }

  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.bigIntegers().map(Object::toString),
            Arbitraries.bigDecimals().ofScale(12).map(Object::toString),
            Arbitraries.of("null", "true", "\"\"", "\"\\u0000\\\"é\u2028\"", "1E+400", "{}"));
    return Arbitraries.recursive(
        () -> scalars,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(list -> "[" + String.join(" , ", list) + "]"),
                inner.map(value -> "{\"b\":" + value + ", \"a\" :0}")),
        0,
        3);
  }

  @Test
  void aSourceIsGivenItsStreamBackWhole() throws Exception {
    String stream =
        "{\"name\":\"s\",\"json_schema\":{},\"supported_sync_modes\":[\"incremental\"],\"unknown\":{\"x\":1}}";
    AirbyteCatalog catalog =
        ((AirbyteMessage.Catalog)
                parse("{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[" + stream + "]}}").get(0))
            .catalog();

    String json =
        ConfiguredCatalog.of(
                List.of(
                    ConfiguredStream.of(
                        catalog.streams().get(0),
                        SyncMode.INCREMENTAL,
                        WriteMode.OVERWRITE_DEDUP,
                        List.of("c"),
                        List.of(List.of("a"), List.of("b")))))
            .toJson(java.util.Map.of(StreamDescriptor.of("s"), Generation.of(2, 2, 9)));

    assertThat(json)
        .isEqualTo(
            "{\"streams\":[{\"stream\":"
                + stream
                + ",\"sync_mode\":\"incremental\",\"destination_sync_mode\":\"append_dedup\",\"cursor_field\":[\"c\"],"
                + "\"primary_key\":[[\"a\"],[\"b\"]],\"generation_id\":2,\"minimum_generation_id\":2,\"sync_id\":9}]}");
  }

  @Test
  void aRateLimitMaySayNoEnd() {
    String status =
        "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"stream_status\":{\"stream_descriptor\":{\"name\":\"users\"},\"status\":\"RUNNING\"%s}}}";
    String limited = ",\"reasons\":[{\"type\":\"RATE_LIMITED\"%s}]";

    assertThat(rateLimit(status.formatted(""))).isNull();
    assertThat(rateLimit(status.formatted(limited.formatted(""))).quotaResetMillis()).isNull();
    assertThat(
            rateLimit(status.formatted(limited.formatted(",\"rate_limited\":{\"quota_reset\":7}")))
                .quotaResetMillis())
        .isEqualTo(7);
  }

  private static AirbyteMessage.RateLimit rateLimit(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return ((AirbyteMessage.StreamStatus) MessageParser.parse(bytes, 0, bytes.length).get(0))
        .rateLimit();
  }

  @Test
  void escapedCharactersInNamesAreThoseCharacters() {
    String emoji = "\\ud83d\\ude00";
    String line =
        "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"" + emoji + "\":1}}}";
    AirbyteMessage.Record record = (AirbyteMessage.Record) parse(line).get(0);
    assertThat(new String(record.json(), StandardCharsets.UTF_8)).as("its bytes").isEqualTo(line);

    assertThat(
            state(
                    "{\"type\":\"STATE\",\"state\":{\"type\":\"LEGACY\",\"data\":{\""
                        + emoji
                        + "\":\""
                        + emoji
                        + "\"}}}")
                .json())
        .isEqualTo("{\"type\":\"LEGACY\",\"data\":{\"\ud83d\ude00\":\"" + emoji + "\"}}");

    AirbyteMessage.Catalog catalog =
        (AirbyteMessage.Catalog)
            parse(
                    "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[{\"name\":\"s\",\"json_schema\":"
                        + "{\"properties\":{\""
                        + emoji
                        + "\":{\"type\":\"string\"}}}}]}}")
                .get(0);
    assertThat(catalog.catalog().streams().get(0).jsonSchema().path("properties").fieldNames())
        .toIterable()
        .containsExactly("\ud83d\ude00");
  }

  /** Handed back, it would be another state. */
  @Test
  void aStateWithHalfACharacterInANameIsRefused() {
    assertThat(
            parse("{\"type\":\"STATE\",\"state\":{\"type\":\"LEGACY\",\"data\":{\"\\ud83d\":1}}}"))
        .singleElement()
        .isInstanceOf(Garbled.class);
  }
}
