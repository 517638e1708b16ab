package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.airbyteio.schema.MalformedRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes a connector writes: no error but the documented ones, and no well-formed record is
 * lost without a word.
 */
class ProtocolFuzzTest {
  /** What the library may say of them; anything else fails the property. */
  private static StdoutReplay.Outcome read(byte[] stdout, Random random) throws Exception {
    StdoutReplay.Outcome outcome =
        StdoutReplay.read(0, new InPieces(new ByteArrayInputStream(stdout), random));
    assertThat(outcome.end)
        .isInstanceOfAny(SessionItem.Succeeded.class, SessionItem.Failed.class)
        .asString()
        .doesNotContain("internal error");
    return outcome;
  }

  @Property(tries = 2_000)
  void bytesOfAnyKindAreReadToTheirEnd(@ForAll @Size(max = 400) byte[] bytes, @ForAll Random random)
      throws Exception {
    StdoutReplay.Outcome outcome = read(bytes, random);

    assertThat(outcome.users).isEmpty();
    assertThat(outcome.states).isEmpty();
  }

  @Property(tries = 1_000)
  void theWordsOfTheProtocolInAnyOrderAreReadToTheirEnd(@ForAll Random random) throws Exception {
    String[] words = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "\n",
      "\r\n",
      " ",
      "\\",
      "\u2028",
      "null",
      "1e999",
      "NaN",
      "{\"type\":\"RECORD\"",
      "\"record\":",
      "{\"stream\":\"users\"",
      "\"data\":",
      "\"emitted_at\":1",
      "{\"type\":\"STATE\",\"state\":",
      "\"type\":\"STREAM\"",
      "\"stream_descriptor\":{\"name\":\"users\"}",
      "{\"type\":\"TRACE\",\"trace\":",
      "\"stream_status\":",
      "\"error\":{}",
      "{\"type\":\"CONTROL\"",
      "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[{}]}}",
      "{\"type\":\"LOG\",\"log\":{}}",
      "{\"type\":\"STATE\",\"state\":{\"data\":{}}}",
      "{\"type\":\"SPEC\",\"spec\":{}}",
      StdoutReplay.user(1),
      StdoutReplay.STATE
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]);
    }
    try {
      read(text.toString().getBytes(StandardCharsets.UTF_8), random);
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageContaining("Line ");
    }
  }

  @Property(tries = 1_000)
  void amongNoiseEveryRecordArrivesAsItIs(
      @ForAll @Size(max = 20) List<String> texts, @ForAll Random random) throws Exception {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (String text : texts) {
      noise(stdout, random);
      String json = TextNode.valueOf(wellFormed(text)).toString();
      write(stdout, StdoutReplay.record("users", "{\"v\":" + json + "}"));
      // Another message may follow on the line.
      stdout.write(random.nextInt(5) == 0 ? ' ' : '\n');
      expected.add(json);
    }

    StdoutReplay.Outcome outcome = read(stdout.toByteArray(), random);

    assertThat(outcome.end).isInstanceOf(SessionItem.Succeeded.class);
    assertThat(outcome.users).isEqualTo(expected);
  }

  @Property(tries = 3_000)
  void aDamagedLineHarmsNoOtherRecordOrStopsTheRead(@ForAll Random random) throws Exception {
    int lines = 1 + random.nextInt(8);
    int damaged = random.nextInt(lines);
    List<String> texts = new ArrayList<>();
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      String text = i == damaged || random.nextBoolean() ? line(i, random) : record(i);
      texts.add(text);
      byte[] line = text.getBytes(StandardCharsets.UTF_8);
      stdout.write(i == damaged ? damage(line, random) : line);
      stdout.write('\n');
    }
    String story = stdout.toString(StandardCharsets.UTF_8);
    StdoutReplay.Outcome outcome;
    try {
      outcome = read(stdout.toByteArray(), random);
    } catch (MalformedRecordException e) {
      return;
    }
    boolean stopped = outcome.end instanceof SessionItem.Failed;
    for (int i = 0; i < (stopped ? damaged : lines); i++) {
      if (i != damaged && texts.get(i).equals(record(i))) {
        assertThat(outcome.users).as(story).contains(id(i));
      }
    }
    if (stopped) {
      for (int i = damaged + 1; i < lines; i++) {
        assertThat(outcome.states)
            .as("no state from behind the damage: " + story)
            .noneMatch(state(i)::contains);
      }
    }
  }

  /** Far apart, so that a damaged one is none of the others. */
  private static String id(int i) {
    return String.valueOf((i + 1) * 1_000);
  }

  private static String record(int i) {
    return StdoutReplay.record("users", "{\"id\":" + id(i) + "}");
  }

  private static String state(int i) {
    return "\"c\":" + id(i) + "}";
  }

  /** A message of any kind that a read may send. */
  private static String line(int i, Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> StdoutReplay.STATE.replace("\"c\":1}", state(i));
      case 1 ->
          "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"error\":{\"message\":\"a hiccup\"}}}";
      case 2 ->
          "{\"type\":\"CONTROL\",\"control\":{\"type\":\"CONNECTOR_CONFIG\",\"connectorConfig\":{\"config\":{\"a\":1}}}}";
      case 3 -> "{\"type\":\"LOG\",\"log\":{\"level\":\"DEBUG\",\"message\":\"working\"}}";
      default -> record(i);
    };
  }

  /** A byte changed, put in or taken out, the line cut, or the line cut in two. */
  private static byte[] damage(byte[] line, Random random) throws IOException {
    int at = random.nextInt(line.length);
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    damaged.write(line, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> damaged.write(random.nextInt(256));
      case 1 -> {}
      case 2 -> {
        damaged.write('\n');
        damaged.write(line, at, line.length - at);
      }
      case 3 -> damaged.write(line, at + 1, line.length - at - 1);
      default -> {
        damaged.write(random.nextInt(256));
        damaged.write(line, at, line.length - at);
      }
    }
    return damaged.toByteArray();
  }

  /** Lines of any bytes that begin no message. */
  private static void noise(ByteArrayOutputStream stdout, Random random) {
    if (stdout.size() > 0 && stdout.toByteArray()[stdout.size() - 1] != '\n') {
      return;
    }
    for (int line = random.nextInt(3); line > 0; line--) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      stdout.write('#');
      for (byte b : bytes) {
        stdout.write(b == '\n' ? ' ' : b);
      }
      stdout.write('\n');
    }
  }

  private static void write(ByteArrayOutputStream stdout, String text) {
    stdout.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A lone surrogate has no UTF-8. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** A pipe gives what is there, however little. */
  private static final class InPieces extends FilterInputStream {
    private final Random random;

    InPieces(InputStream in, Random random) {
      super(in);
      this.random = random;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(64)));
    }
  }
}
