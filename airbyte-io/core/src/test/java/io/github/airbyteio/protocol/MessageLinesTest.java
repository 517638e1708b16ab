package io.github.airbyteio.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class MessageLinesTest {
  private static final List<StreamDescriptor> STREAMS =
      List.of(StreamDescriptor.of("a"), StreamDescriptor.of("b"));

  /** A line and the stream under which it came out. */
  private record Line(@Nullable StreamDescriptor stream, String text) {}

  private static Line record(StreamDescriptor stream, int number, int size) {
    return new Line(
        stream,
        String.format(
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"%s\",\"data\":{\"n\":%d,\"t\":\"%s\"}}}",
            stream.name(), number, "x".repeat(size)));
  }

  /** A pipe that gives what it has in pieces. */
  private static InputStream cut(String text, Random random, int most) {
    return new ByteArrayInputStream(text.getBytes(UTF_8)) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(most)));
      }
    };
  }

  @Property(tries = 300)
  void eachLineComesOnceInItsPlaceUnderItsStream(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 300_000) int most,
      @ForAll boolean carriageReturns)
      throws IOException {
    List<Line> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StreamDescriptor stream = STREAMS.get(random.nextInt(8) / 7);
      Line line = record(stream, i, random.nextInt(i % 50 == 0 ? 200_000 : 300));
      expected.add(
          switch (random.nextInt(40)) {
            case 0 -> new Line(null, "");
            case 1 -> new Line(null, "{\"type\":\"STATE\"}");
            case 2 -> new Line(null, line.text() + " " + line.text());
            case 3 ->
                new Line(null, line.text().replace("\"a\"", "\"aa\"").replace("\"b\"", "\"\""));
            case 4, 5 -> new Line(stream, line.text().replace(":", ": "));
            default -> line;
          });
    }
    String end = carriageReturns ? "\r\n" : "\n";
    String text = String.join(end, expected.stream().map(Line::text).toList());
    MessageLines lines = new MessageLines(cut(text, random, most), 1 << 20, STREAMS);

    List<Line> found = new ArrayList<>();
    while (lines.next()) {
      String slice = new String(lines.buffer(), lines.start(), lines.end() - lines.start(), UTF_8);
      List<String> texts = List.of(slice.split(end, -1));
      assertThat(texts).hasSize(lines.count());
      texts.forEach(each -> found.add(new Line(lines.stream(), each)));
    }

    // An empty last line without an end is no line.
    assertThat(found)
        .isEqualTo(text.endsWith(end) ? expected.subList(0, expected.size() - 1) : expected);
  }

  @Test
  void recordsOfOneStreamThatCameTogetherAreOneSlice() throws IOException {
    Line a = record(STREAMS.get(0), 1, 10);
    Line b = record(STREAMS.get(1), 2, 10);
    String text = String.join("\n", a.text(), a.text(), a.text(), b.text(), b.text());
    MessageLines lines =
        new MessageLines(new ByteArrayInputStream(text.getBytes(UTF_8)), 1 << 20, STREAMS);

    assertThat(lines.next()).isTrue();
    assertThat(lines.stream()).isEqualTo(STREAMS.get(0));
    assertThat(lines.count()).isEqualTo(3);
    assertThat(lines.next()).isTrue();
    assertThat(lines.stream()).isEqualTo(STREAMS.get(1));
    // The last one lacks its end: only at the end of the pipe it is known to be whole.
    assertThat(lines.count()).isEqualTo(1);
    assertThat(lines.next()).isTrue();
    assertThat(lines.terminated()).isFalse();
    assertThat(lines.next()).isFalse();
  }

  @Test
  void aSliceDoesNotGrowWithoutBound() throws IOException {
    Line a = record(STREAMS.get(0), 1, 10_000);
    String text = (a.text() + "\n").repeat(24);
    MessageLines lines =
        new MessageLines(new ByteArrayInputStream(text.getBytes(UTF_8)), 1 << 20, STREAMS);

    int most = 0;
    int count = 0;
    while (lines.next()) {
      most = Math.max(most, lines.end() - lines.start());
      count += lines.count();
    }
    assertThat(count).isEqualTo(24);
    assertThat(most).isBetween(2 * a.text().length(), 80_000);
  }
}
