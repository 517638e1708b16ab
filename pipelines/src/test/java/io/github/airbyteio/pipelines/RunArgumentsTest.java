package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.pipelines.run.RepeatableCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunArgumentsTest {
  private static RepeatableCommand kept(boolean isPublic, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("sync", "--source=source-x", "--to", "duckdb:x"));
    arguments.addAll(List.of(more));
    CommandLine.ParseResult parsed =
        AirbyteIoCommand.commands().parseArgs(arguments.toArray(String[]::new));
    return RunArguments.of(parsed.subcommand(), config -> isPublic);
  }

  @Test
  void allThatHoldsNoSecretIsKept() {
    RepeatableCommand kept =
        kept(
            true,
            "--config",
            "{\"count\": 1}",
            "--streams=a,b",
            "--full-refresh",
            "--drop",
            "a.x",
            "--drop",
            "a.y",
            "--notify",
            "env:HOOK",
            "-v");
    assertThat(kept.withheld()).isEmpty();
    assertThat(kept.arguments())
        .containsSubsequence("--source", "source-x", "--to", "duckdb:x")
        .containsSubsequence("--streams", "a,b")
        .containsSubsequence("--drop", "a.x", "--drop", "a.y")
        .containsSubsequence("--config", "{\"count\": 1}")
        .containsSubsequence("--notify", "env:HOOK")
        .contains("--full-refresh", "--verbose");
    List<String> again = new ArrayList<>(List.of("sync"));
    again.addAll(kept.arguments());
    assertThat(
            RunArguments.of(
                AirbyteIoCommand.commands().parseArgs(again.toArray(String[]::new)).subcommand(),
                config -> true))
        .isEqualTo(kept);
  }

  @Test
  void whatMayBeASecretIsNot() {
    assertThat(kept(false, "--config", " {\"key\": \"canary\"}").withheld())
        .containsOnlyKeys("--config");
    assertThat(kept(false, "--config", "file.json").withheld()).isEmpty();
    for (String[] secret :
        new String[][] {
          {"--config", "{\"key\": \"canary\"}"},
          {"--notify", "https://host/canary"},
          {"--pip-args", "--index-url https://me:canary@host/simple"},
          {"--pip-args", "--token canary"},
        }) {
      RepeatableCommand kept = kept(false, secret);
      assertThat(kept.withheld()).containsOnlyKeys(secret[0]);
      assertThat(kept.toString()).doesNotContain("canary");
    }
    CommandLine.ParseResult parsed =
        AirbyteIoCommand.commands()
            .parseArgs("sync", "--source", "exec:./x --api-key canary", "--to", "duckdb:x");
    assertThat(RunArguments.of(parsed.subcommand(), config -> true).toString())
        .doesNotContain("canary");
  }

  @Test
  void eachOptionOfSyncIsKnownHere() {
    // An option that is not known is withheld, and a run that uses it cannot be repeated.
    AirbyteIoCommand.commands().getSubcommands().get("sync").getCommandSpec().options().stream()
        .filter(option -> option.arity().max() > 0)
        .forEach(
            option -> {
              String value =
                  option.type() == int.class || option.type() == Integer.class ? "3" : "word";
              String name = option.longestName();
              if (!name.equals("--source") && !name.equals("--to") && !name.equals("--notify")) {
                assertThat(kept(true, name, value).withheld()).as(name).isEmpty();
              }
            });
  }
}
