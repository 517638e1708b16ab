package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return new CommandLine(new AirbyteIoCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void helpBeginsWithExamples() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("airbyteio sync --source source-faker");
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertThat(execute()).isEqualTo(2);
    assertThat(execute("sync")).isEqualTo(2);
    assertThat(err.toString()).contains("--source");
    assertThat(execute("sinc")).isEqualTo(2);
    assertThat(err.toString()).contains("sync");
  }
}
