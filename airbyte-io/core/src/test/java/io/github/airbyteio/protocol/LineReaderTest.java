package io.github.airbyteio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static List<String> lines(InputStream in) throws IOException {
    LineReader reader = new LineReader(in, 1 << 30);
    List<String> lines = new ArrayList<>();
    while (reader.next()) {
      lines.add(
          new String(
              reader.buffer(),
              reader.start(),
              reader.end() - reader.start(),
              StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyNewlinesEndLines() throws IOException {
    assertThat(lines(bytes("\uFEFFa\u2028b\u0085c\r\n\nd\u2029\ne")))
        .containsExactly("a\u2028b\u0085c", "", "d\u2029", "e");
  }

  @Test
  void theLastLineMayLackItsEnd() throws IOException {
    LineReader reader = new LineReader(bytes("a\nb"), 100);

    assertThat(reader.next()).isTrue();
    assertThat(reader.terminated()).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.terminated()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aLineBeyondTheLimitIsRefused() {
    assertThatThrownBy(() -> new LineReader(bytes("x".repeat(1 << 20)), 1 << 18).next())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("262144 bytes");
  }

  @Property(tries = 50)
  void linesOfAnyLengthComeBackHoweverThePipeCutsThem(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 70_000) int chunk) throws IOException {
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      expected.add("é".repeat(random.nextInt(i % 10 == 0 ? 400_000 : 200)));
    }
    InputStream whole = bytes(String.join("\n", expected) + "\n");
    InputStream cut =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return whole.read();
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return whole.read(target, offset, Math.min(length, 1 + random.nextInt(chunk)));
          }
        };

    assertThat(lines(cut)).isEqualTo(expected);
  }
}
