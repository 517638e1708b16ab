package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
    "--every,0s",
    "--runner,spark",
    "--runner,flink",
    "--flink-master,flink:8081",
    "--parallelism,0"
  })
  void aValueThatAnOptionDoesNotHaveIsRefusedBeforeTheSourceIsLookedAt(
      String option, String value) {
    assertThat(execute("sync", "--source", "exec:./none", "--to", "duckdb:x.duckdb", option, value))
        .isEqualTo(2);
  }

  @Test
  void roundsAreRefusedOnFlink() {
    String[] sync = {
      "sync",
      "--source",
      "exec:./none",
      "--to",
      "duckdb:x.duckdb",
      "--every",
      "1m",
      "--runner",
      "flink",
      "--flink-master",
      "[local]"
    };
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      assertThat(execute(sync)).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("--every", "withPollInterval");
  }

  @Test
  void aPreviewOfNoRecordsIsRefused() {
    assertThat(execute("preview", "users", "-n", "0", "--source", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--records 0");
  }
}
