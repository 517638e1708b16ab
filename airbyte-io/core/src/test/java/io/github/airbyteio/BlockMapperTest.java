package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RecordBlockCoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMapperTest {
  private static final BlockId ID = BlockId.of("attempt", StreamDescriptor.of("ns", "users"), 3);

  private static RecordBlock block(String... lines) {
    return block((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8), lines.length);
  }

  private static RecordBlock block(byte[] bytes, int records) {
    return RecordBlock.of(ID, 40, records, bytes);
  }

  private static String record(String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":"
        + data
        + ",\"emitted_at\":7, \"meta\":{\"changes\":[]}}}";
  }

  private static List<String> lines(RecordBlock block) {
    return new String(block.rawLines(), StandardCharsets.UTF_8).lines().toList();
  }

  private static RecordBlock map(
      RecordBlock block, SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function) {
    return new BlockMapper(block, function).map();
  }

  @Test
  void allButTheDataStaysAsTheSourceWroteIt() {
    RecordBlock mapped =
        map(block(record("{\"id\": 1}"), record("{}")), r -> r.json().put("x", "é"));

    assertThat(lines(mapped))
        .containsExactly(record("{\"id\":1,\"x\":\"é\"}"), record("{\"x\":\"é\"}"));
    assertThat(mapped.id()).isEqualTo(ID);
    assertThat(mapped.firstRecordNumber()).isEqualTo(40);
    assertThat(mapped.records()).isEqualTo(2);
  }

  @Test
  void theFunctionSeesTheRecordAsItsSourceSentIt() {
    List<AirbyteRecord> seen = new ArrayList<>();
    RecordBlock unused =
        map(
            block(record("{\"id\": 1.50}")),
            r -> {
              seen.add(r);
              return r.json();
            });

    assertThat(seen)
        .containsExactly(AirbyteRecord.of(ID.stream(), "{\"id\": 1.50}", Instant.ofEpochMilli(7)));
  }

  @Test
  void aRecordForWhichNullIsReturnedIsLeftOutAndWhatWasReadStaysKnown() throws Exception {
    RecordBlock block = block(record("{\"id\":1}"), record("{\"id\":2}"));

    RecordBlock mapped = map(block, r -> r.json().path("id").asInt() == 1 ? null : r.json());
    RecordBlock empty = map(mapped, r -> null);

    assertThat(lines(mapped)).containsExactly(record("{\"id\":2}"));
    assertThat(mapped.records()).isEqualTo(1);
    assertThat(empty.bytes()).isZero();
    assertThat(empty.records()).isZero();
    assertThat(empty.readRecords()).isEqualTo(2);
    assertThat(empty.readBytes()).isEqualTo(block.bytes());
    assertThat(CoderUtils.clone(RecordBlockCoder.of(), empty)).isEqualTo(empty);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":12345678901234567890123456789.10,\"b\":1e400,\"c\":-0.0}",
        "{\"a\":NaN,\"b\":-Infinity}",
        "{\"a\":\"\\ud83d\",\"b\":\"\\u0000\\\"\u2028\"}",
        "{\"\":[1,[2,{\"x\":null}]],\"t\":true}",
      })
  void whatTheFunctionDoesNotChangeKeepsItsValue(String data) {
    RecordBlock mapped = map(block(record(data)), AirbyteRecord::json);

    List<ObjectNode> again = new ArrayList<>();
    RecordBlock unused =
        map(
            mapped,
            r -> {
              again.add(r.json());
              return null;
            });
    assertThat(again).containsExactly(AirbyteRecord.of(ID.stream(), data, Instant.EPOCH).json());
    assertThat(lines(mapped).get(0).toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("\"nan\"", "\"-infinity\"")
        .doesNotContain("\"?\"");
  }

  @Test
  void deepNestingIsNoLimit() {
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

    assertThat(lines(map(block(record(deep)), AirbyteRecord::json))).containsExactly(record(deep));
  }

  @Test
  void aLineThatIsNoRecordGoesOnAsItIsForTheStagingToRefuse() {
    RecordBlock mapped =
        map(
            block(record("{\"id\":1}"), "{\"type\":\"RECORD\",\"record\":{\"data\":{\"id\":", "{}"),
            r -> r.json().put("id", 5));

    assertThat(lines(mapped))
        .containsExactly(
            record("{\"id\":5}"), "{\"type\":\"RECORD\",\"record\":{\"data\":{\"id\":", "{}");
  }

  @Test
  void twoMessagesOnALineAndDataThatIsWrittenTwiceAreMappedToo() {
    RecordBlock mapped =
        map(
            block(
                record("{\"id\":1}") + record("{\"id\":2}"),
                "{\"record\":{\"data\":{\"a\":1},\"data\":{\"b\":2},\"emitted_at\":7}}"),
            r -> r.json().put("x", 0));

    assertThat(lines(mapped)).hasSize(3);
    assertThat(lines(mapped).get(1)).contains("{\"id\":2,\"x\":0}", "\"emitted_at\":7");
    assertThat(lines(mapped).get(2)).contains("\"data\":{\"b\":2,\"x\":0}").doesNotContain("\"a\"");
  }

  @Test
  void bytesThatAreNoUtf8AreReplacedAndThatIsRecorded() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes("{\"record\":{\"data\":{\"a\":\"x".getBytes(StandardCharsets.US_ASCII));
    line.write(0xE9);
    line.writeBytes("\",\"b\":\"y\"},\"emitted_at\":7}}\n".getBytes(StandardCharsets.US_ASCII));

    RecordBlock mapped = map(block(line.toByteArray(), 1), r -> r.json().put("b", "z"));

    assertThat(lines(mapped))
        .containsExactly(
            "{\"record\":{\"data\":{\"a\":\"x\uFFFD\",\"b\":\"z\"},\"emitted_at\":7,\"meta\":{\"changes\":["
                + "{\"field\":\"a\",\"change\":\"TRUNCATED\",\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}]}}}");
  }

  @Test
  void aFunctionThatThrowsIsToldWithTheStreamAndTheRecordButNotItsData() {
    assertThatThrownBy(
            () ->
                map(
                    block(record("{\"id\":1}"), record("{\"id\":\"canary\"}")),
                    r -> {
                      if (r.data().contains("canary")) {
                        throw new IllegalStateException("no " + r.data());
                      }
                      return r.json();
                    }))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.stream()).isEqualTo(ID.stream()))
        .hasMessageContaining("IllegalStateException at record 42 of stream 'ns.users'")
        .hasMessageNotContaining("canary")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
