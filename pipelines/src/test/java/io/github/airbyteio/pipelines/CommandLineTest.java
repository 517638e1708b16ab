package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return AirbyteIoCommand.commands()
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

  @Test
  void aUsageErrorIsShortAndNamesTheHelp() {
    assertThat(execute("sync", "--source", "x", "--to", "duckdb:x", "--jsno")).isEqualTo(2);
    assertThat(err.toString()).contains("--jsno", "--json", "airbyteio sync --help");
    assertThat(err.toString().lines().count()).isLessThan(6);
  }

  @Test
  void aMistypedOptionDoesNotShowTheConfigThatFollowsIt() {
    execute("sync", "--source", "x", "--to", "duckdb:x", "--confg", "{\"key\": \"canary\"}");
    assertThat(err.toString()).contains("--confg").doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "--heartbeat,0",
    "--heartbeat,-5",
    "--retries,-1",
    "--processes,many",
    "--mode,upsert",
    "--on-count-mismatch,ignore",
    "--on-schema-change,drop",
    "--cdc-deletes,never",
    "--every,0s"
  })
  void aValueThatAnOptionDoesNotHaveIsRefusedBeforeTheSourceIsLookedAt(
      String option, String value) {
    assertThat(execute("sync", "--source", "exec:./none", "--to", "duckdb:x.duckdb", option, value))
        .isEqualTo(2);
  }

  @Test
  void aPreviewOfNoRecordsIsRefused() {
    assertThat(execute("preview", "users", "-n", "0", "--source", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--records 0");
  }
}
