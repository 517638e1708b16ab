package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SubcommandsTest {
  /** Exit code, stdout, stderr. */
  private static String run(CommandLine commands, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return code + "\n" + out + "\n" + err;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "",
        "sync --help",
        "help sync",
        "help state",
        "state --help",
        "state reset --help",
        "help",
        "sinc",
        "sync --jsno --json",
        "sync --source x --to duckdb:x query",
        "expansion-service --help",
        "completion bash"
      })
  void whatIsPrintedIsAsWithAllCommandsLoaded(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(run(AirbyteIoCommand.commandsFor(args), args))
        .isEqualTo(run(AirbyteIoCommand.commands(), args));
  }

  @Test
  void optionsOfCommandsThatAreNotNamedAreNotLookedFor() {
    CommandLine commands = AirbyteIoCommand.commandsFor("sync", "--json");
    assertThat(commands.getSubcommands().get("sync").getCommandSpec().options()).isNotEmpty();
    assertThat(commands.getSubcommands().get("query").getCommandSpec().options()).isEmpty();
  }
}
