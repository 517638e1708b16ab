package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.schema.ValueLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What can be wrong in the bytes of a connector's stdout. */
class FramingFaultsTest {
  private static final StreamDescriptor USERS = StreamDescriptor.of("users");
  private static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  private static final String STATE =
      "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"c\":1}}}}";

  private static String record(String stream, String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\""
        + stream
        + "\",\"data\":"
        + data
        + ",\"emitted_at\":1}}";
  }

  private static String user(int id) {
    return record("users", "{\"id\":" + id + "}");
  }

  /** What has come through: the values of {@code v} or {@code id} by stream, states, the end. */
  private static final class Outcome {
    final List<String> users = new ArrayList<>();
    final List<String> orders = new ArrayList<>();
    final List<String> states = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    SessionItem end;

    String failure() {
      return end instanceof SessionItem.Failed failed ? failed.message() : "no failure: " + end;
    }
  }

  private static Outcome read(String... lines) throws Exception {
    return read(0, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static Outcome read(int exitCode, byte[] stdout) throws Exception {
    Outcome outcome = new Outcome();
    ByteBoundedQueue queue = new ByteBoundedQueue(Long.MAX_VALUE);
    new MessageRouter(
            List.of(USERS, ORDERS),
            true,
            null,
            queue,
            text -> text,
            Duration.ofSeconds(10),
            RecordCountCheck.WARN)
        .route(new Replay(stdout, exitCode));
    while (outcome.end == null) {
      SessionItem item = queue.poll(0);
      if (item instanceof SessionItem.Records records) {
        conform(records, outcome);
      } else if (item instanceof SessionItem.State state) {
        outcome.states.add(state.state().json());
      } else if (!(item instanceof SessionItem.Event)) {
        outcome.end = item;
      }
    }
    return outcome;
  }

  private static void conform(SessionItem.Records records, Outcome outcome) throws IOException {
    StreamSchema schema =
        StreamSchema.fromJsonSchema(
            ProtocolJson.mapper()
                .readTree(
                    "{\"properties\":{\"id\":{\"type\":\"integer\"},\"v\":{\"type\":\"string\"},\"n\":{\"type\":\"number\"},\"j\":{\"type\":\"object\"}}}"));
    ValueLimits limits =
        ValueLimits.builder()
            .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
            .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
            .setNumbersAreDoubles(true)
            .setMaxTextBytes(100 << 20)
            .setMinYear(1)
            .setMaxYear(9999)
            .build();
    List<String> rows = records.stream().equals(USERS) ? outcome.users : outcome.orders;
    new RecordConformer(schema, limits)
        .conform(
            records.lines(),
            0,
            records.lines().length,
            new RowHandler() {
              private String row = "";

              @Override
              public void startRow(long emittedAtMillis) {
                row = "";
              }

              @Override
              public void value(int column, byte[] json, int offset, int length) {
                row += new String(json, offset, length, StandardCharsets.UTF_8);
              }

              @Override
              public void endRow(@Nullable String changes) {
                rows.add(row);
                if (changes != null) {
                  outcome.changes.add(changes);
                }
              }
            });
  }

  private record Replay(byte[] bytes, int exitCode) implements ConnectorProcess {
    @Override
    public InputStream stdout() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public String mask(String text) {
      return text;
    }

    @Override
    public void keepConfig(ObjectNode config) {}

    @Override
    public String stderrTail() {
      return "its last words";
    }

    @Override
    public boolean isAlive() {
      return false;
    }

    @Override
    public int waitFor(Duration grace) {
      return exitCode;
    }

    @Override
    public void close() {}
  }

  private static byte[] bytes(Object... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer single) {
        out.write(single);
      } else {
        out.write(part.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  @Test
  void fault1_noiseOnStdout() throws Exception {
    Outcome outcome =
        read(
            "Welcome to the connector",
            user(1),
            "Traceback (most recent call last):",
            "  File \"x.py\", line 1",
            "{",
            "  \"pretty\": [1,",
            "    2]",
            "}",
            "",
            "42",
            "\"text\"",
            "{\"type\":\"DEBUG\"}",
            user(2));

    assertThat(outcome.users).containsExactly("1", "2");
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault2a_aRecordCutInTheMiddle() throws Exception {
    Outcome outcome = read(user(1), STATE, user(2).substring(0, 60), user(3), STATE);

    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault2b_textInsideARecord() throws Exception {
    String broken = user(2).substring(0, 60) + "WARN: another thread" + user(2).substring(60);

    Outcome outcome = read(user(1), STATE, "{\"type\":\"RECORD\", " + broken, STATE);

    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault2c_aBrokenState() throws Exception {
    Outcome outcome = read(user(1), STATE.substring(0, 50), user(2), STATE);

    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.states).isEmpty();
  }

  @Test
  void fault2d_aLogLineThatQuotesARecord() throws Exception {
    Outcome outcome = read("sending " + user(9) + " now", user(1));

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault3a_twoMessagesOnALine() throws Exception {
    Outcome outcome =
        read(
            user(1) + user(2),
            user(3) + " " + record("orders", "{\"id\":4}") + STATE,
            record("users", "{\"id\":5,\"v\":\"a}{b\"}"));

    assertThat(outcome.users).containsExactly("1", "2", "3", "5\"a}{b\"");
    assertThat(outcome.orders).containsExactly("4");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault3b_aMessageFollowedByText() throws Exception {
    Outcome outcome = read(user(1) + " and some text", STATE + "x");

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.states).hasSize(1);
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault3c_aLastLineWithoutNewline() throws Exception {
    assertThat(read(0, bytes(user(1), "\n", user(2))).users).containsExactly("1", "2");
  }

  @Test
  void fault3d_aTruncatedLastLineAndExit1() throws Exception {
    Outcome outcome = read(1, bytes(user(1), "\n", user(2).substring(0, 60)));

    assertThat(outcome.failure()).contains("exit code 1", "its last words");
  }

  @Test
  void fault3e_aTruncatedLastLineAndExit0() throws Exception {
    assertThat(read(0, bytes(user(1), "\n", user(2).substring(0, 60))).failure())
        .contains("begins like a record or state and is none");
    assertThat(read(0, bytes(user(1), "\n", "bye")).end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault3f_carriageReturns() throws Exception {
    Outcome outcome = read(0, bytes(user(1), "\r\n", STATE, "\r\n", user(2), "\r\n"));

    assertThat(outcome.users).containsExactly("1", "2");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault4c_aNumberOf1001Digits() throws Exception {
    Outcome outcome =
        read(
            record("users", "{\"id\":" + "9".repeat(1_001) + "}"),
            record("users", "{\"n\":0." + "1".repeat(1_001) + "}"),
            user(1));

    assertThat(outcome.users).containsExactly("", "", "1");
    assertThat(outcome.changes)
        .hasSize(2)
        .allMatch(change -> change.contains("DESTINATION_FIELD_SIZE_LIMITATION"));
  }

  @Test
  void fault4d_nestingOf1001Levels() throws Exception {
    String nested = "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001);

    Outcome outcome = read(record("users", "{\"j\":" + nested + "}"), user(1));

    assertThat(outcome.users).containsExactly(nested, "1");
  }

  @Test
  void fault5_lineSeparatorsOfUnicodeAreNone() throws Exception {
    Outcome outcome = read(record("users", "{\"v\":\"a\u2028b\u2029c\u0085d \ud83d\ude00\"}"));

    assertThat(outcome.users).containsExactly("\"a\u2028b\u2029c\u0085d \ud83d\ude00\"");
  }

  @Test
  void fault5_aByteOrderMark() throws Exception {
    assertThat(read(0, bytes(0xEF, 0xBB, 0xBF, user(1), "\n")).users).containsExactly("1");
  }

  @Test
  void fault5_bytesThatAreNoUtf8AreReplacedAndRecorded() throws Exception {
    String head =
        "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":2,\"v\":\"a";
    String spaced = "{ \"record\": {\"data\":{\"id\":3,\"v\":\"a";
    Outcome outcome =
        read(
            0,
            bytes(
                user(1),
                "\n",
                head,
                0xFF,
                "b\"},\"emitted_at\":1}}\n",
                spaced,
                0xC3,
                "\"},\"stream\":\"users\",\"emitted_at\":1},\"type\":\"RECORD\"}\n",
                user(4),
                "\n"));

    assertThat(outcome.users).containsExactly("1", "2\"a\uFFFDb\"", "3\"a\uFFFD\"", "4");
    assertThat(outcome.changes)
        .hasSize(2)
        .allMatch(
            change ->
                change.contains("\"field\":\"v\"")
                    && change.contains("SOURCE_SERIALIZATION_ERROR"));
  }

  @Test
  void fault5_aStateWithBytesThatAreNoUtf8IsRefused() throws Exception {
    byte[] state = STATE.replace("\"c\":1", "\"c\":\"#\"").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < state.length; i++) {
      state[i] = state[i] == '#' ? (byte) 0xFF : state[i];
    }

    assertThat(read(0, state).failure()).contains("no UTF-8");
  }

  @Test
  void fault5_aLoneSurrogateIsNullAndRecorded() throws Exception {
    Outcome outcome = read(record("users", "{\"id\":1,\"v\":\"\\ud800\"}"));

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.changes).singleElement().asString().contains("\"v\"", "NULLED");
  }

  @Test
  void fault6_numbersThatJsonOrTheColumnHasNot() throws Exception {
    Outcome outcome =
        read(
            record("users", "{\"n\":NaN}"),
            record("users", "{\"n\":Infinity}"),
            record("users", "{\"n\":-Infinity}"),
            record("users", "{\"n\":1e400}"),
            record("users", "{\"n\":0.12345678901234567890123456789012345678}"),
            record("users", "{\"id\":123456789012345678901234567890}"),
            record("users", "{\"id\":1.0}"));

    assertThat(outcome.users).containsExactly("", "", "", "", "", "", "1");
    assertThat(outcome.changes).hasSize(6);
  }

  @Test
  void fault7_unknownAndExtraParts() throws Exception {
    String extra =
        "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\",\"x\":1},\"stream_state\":{\"c\": 1.50}},\"unknown\":[ 1 ]}";
    Outcome outcome =
        read(
            "{\"type\":\"NEW_KIND\",\"new\":{}}",
            "{\"type\":\"TRACE\"}",
            "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ESTIMATE\",\"estimate\":{\"name\":\"users\",\"type\":\"STREAM\"}}}",
            "{\"type\":\"RECORD\",\"extra\":1,\"record\":{\"stream\":\"users\",\"more\":{},\"data\":{\"id\":1},\"emitted_at\":1.5e3}}",
            "{\"type\":\"STATE\",\"state\":"
                + extra.substring(0, extra.length() - 1)
                + ",\"id\":7,\"partition_id\":\"p\"}}");

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.states).containsExactly(extra);
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault8_emptyAndIncompleteRecords() throws Exception {
    Outcome outcome =
        read(
            record("users", "{}"),
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":2}}}");

    assertThat(outcome.users).containsExactly("", "2");
  }
}
