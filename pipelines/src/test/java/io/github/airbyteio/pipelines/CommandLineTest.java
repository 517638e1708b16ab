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
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--password",
        "--token=canary",
        "--api-key",
        "--client_secret=canary",
        "--AWS-ACCESS-KEY-ID",
        "-password"
      })
  void aSecretIsNotGivenByAnOption(String option) {
    assertThat(execute("check", "--source", "source-x", option, "canary")).isEqualTo(2);
    assertThat(err.toString())
        .contains(option.replaceFirst("=.*", ""), "env:NAME", "file:PATH", "command:", "prompt")
        .doesNotContain("canary");
  }

  @Test
  void anotherOptionIsNoSecret() {
    execute("check", "--source", "source-x", "--refesh");
    assertThat(err.toString()).contains("--refresh");
  }

  @Test
  void aMistypedCommandOfACommandIsSuggestedToo() {
    assertThat(execute("state", "shwo")).isEqualTo(2);
    assertThat(err.toString()).contains("state show");
    assertThat(execute("doctr")).isEqualTo(2);
    assertThat(err.toString()).contains("doctor");
  }

  @Test
  void theVersionNamesWhatItRunsOn() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            own -> assertThat(own).startsWith("airbyteio "),
            java -> assertThat(java).startsWith("Java " + System.getProperty("java.version")),
            beam -> assertThat(beam).matches("Apache Beam 2\\.\\d+\\.\\d+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync",
        "spec",
        "check",
        "discover",
        "preview",
        "query",
        "state",
        "connectors",
        "doctor",
        "completion"
      })
  void helpShowsExamplesBeforeOptions(String command) {
    assertThat(execute(command, "--help")).isZero();
    assertThat(out.toString()).contains("Examples:", "airbyteio " + command, "--help");
    assertThat(out.toString().indexOf("Examples:"))
        .isLessThan(out.toString().indexOf("-h, --help"));
  }
}
