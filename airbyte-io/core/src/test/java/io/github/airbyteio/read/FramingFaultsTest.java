package io.github.airbyteio.read;

import static io.github.airbyteio.read.StdoutReplay.STATE;
import static io.github.airbyteio.read.StdoutReplay.read;
import static io.github.airbyteio.read.StdoutReplay.record;
import static io.github.airbyteio.read.StdoutReplay.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.schema.MalformedRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What can be wrong in the bytes of a connector's stdout. */
class FramingFaultsTest {
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
    StdoutReplay.Outcome outcome =
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
    StdoutReplay.Outcome outcome = read(user(1), STATE, user(2).substring(0, 60), user(3), STATE);

    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault2b_textInsideARecord() throws Exception {
    // The line's start is a record's: what is inside is found where the block is conformed.
    String broken = user(2).substring(0, 60) + "WARN: another thread" + user(2).substring(60);
    assertThatThrownBy(() -> read(user(1), STATE, broken, STATE))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("Line 1");

    // Here the stream's name comes too late for that.
    StdoutReplay.Outcome outcome = read(user(1), STATE, "{\"type\":\"RECORD\", " + broken, STATE);
    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault2c_aBrokenState() throws Exception {
    StdoutReplay.Outcome outcome = read(user(1), STATE.substring(0, 50), user(2), STATE);

    assertThat(outcome.failure()).contains("begins like a record or state and is none");
    assertThat(outcome.states).isEmpty();
  }

  @Test
  void fault2d_aLogLineThatQuotesARecord() throws Exception {
    StdoutReplay.Outcome outcome = read("sending " + user(9) + " now", user(1));

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
  }

  @Test
  void fault3a_twoMessagesOnALine() throws Exception {
    StdoutReplay.Outcome outcome =
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
    StdoutReplay.Outcome outcome = read(user(1) + " and some text", STATE + "x");

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
    StdoutReplay.Outcome outcome = read(1, bytes(user(1), "\n", user(2).substring(0, 60)));

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
    StdoutReplay.Outcome outcome = read(0, bytes(user(1), "\r\n", STATE, "\r\n", user(2), "\r\n"));

    assertThat(outcome.users).containsExactly("1", "2");
    assertThat(outcome.states).hasSize(1);
  }

  @Test
  void fault4c_aNumberOf1001Digits() throws Exception {
    StdoutReplay.Outcome outcome =
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

    StdoutReplay.Outcome outcome = read(record("users", "{\"j\":" + nested + "}"), user(1));

    assertThat(outcome.users).containsExactly(nested, "1");
  }

  @Test
  void fault5_lineSeparatorsOfUnicodeAreNone() throws Exception {
    StdoutReplay.Outcome outcome =
        read(record("users", "{\"v\":\"a\u2028b\u2029c\u0085d \ud83d\ude00\"}"));

    assertThat(outcome.users).containsExactly("\"a\u2028b\u2029c\u0085d \ud83d\ude00\"");
  }

  @Test
  void fault5_inKeys() throws Exception {
    String key = "k\u2028\u2029\u0085\\u0000\ud83d\ude00";

    StdoutReplay.Outcome outcome =
        read(record("users", "{\"id\":1,\"j\":{\"" + key + "\":2},\"" + key + "\":3}"), user(2));

    assertThat(outcome.users).containsExactly("1{\"" + key + "\":2}", "2");
    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
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
    StdoutReplay.Outcome outcome =
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
    StdoutReplay.Outcome outcome = read(record("users", "{\"id\":1,\"v\":\"\\ud800\"}"));

    assertThat(outcome.users).containsExactly("1");
    assertThat(outcome.changes).singleElement().asString().contains("\"v\"", "NULLED");
  }

  @Test
  void fault6_numbersThatJsonOrTheColumnHasNot() throws Exception {
    StdoutReplay.Outcome outcome =
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
    StdoutReplay.Outcome outcome =
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
    long before = now();
    StdoutReplay.Outcome outcome =
        read(
            record("users", "{}"),
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":2}}}");

    assertThat(outcome.users).containsExactly("", "2");
    assertThat(outcome.emittedAt.get(0)).isEqualTo(1);
    assertThat(outcome.emittedAt.get(1)).as("stamped on arrival").isBetween(before, now());
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
