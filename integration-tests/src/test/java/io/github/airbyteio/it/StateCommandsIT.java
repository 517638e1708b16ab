package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States are exported, imported and set by hand, and the next sync continues from them. */
class StateCommandsIT {
  @TempDir Path folder;

  @BeforeEach
  void install() throws Exception {
    FakeConnector.create()
        .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users", "orders"))
        .installAs(folder, "source-fake");
  }

  private CommandLineRun sync() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "exec:./source-fake",
            "--to",
            "duckdb:f.duckdb",
            "--mode",
            "append",
            "--json");
    assertThat(run.process().exitValue()).as(run.story()).isZero();
    return run;
  }

  private CommandLineRun state(int exitCode, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("state", args[0]));
    command.addAll(List.of(args).subList(1, args.length));
    command.addAll(List.of("--to", "duckdb:f.duckdb", "--connection", "source-fake"));
    CommandLineRun run = CommandLineRun.run(folder, command.toArray(String[]::new));
    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  private long users() throws Exception {
    return Database.count(folder.resolve("f.duckdb"), "users");
  }

  @Test
  void whatIsExportedCanBeImported() throws Exception {
    sync();
    Path exported = folder.resolve("state.json");
    Files.writeString(exported, state(0, "export").out());

    assertThat(state(0, "reset", "--yes").err()).contains("Reset 2 states");
    CommandLineRun imported = state(0, "import", "state.json");

    assertThat(imported.err()).contains("users (has no state)", "+ cursor: 10", "Changed 2 states");
    assertThat(sync().document().at("/streams/0/records_read").asLong()).isZero();
    assertThat(users()).isEqualTo(10);
    assertThat(state(0, "export").out()).isEqualTo(Files.readString(exported));
  }

  @Test
  void aStateThatIsSetIsWhereTheNextSyncContinues() throws Exception {
    sync();

    CommandLineRun refused = state(2, "set", "users", "{\"cursor\": 8}");
    CommandLineRun set = state(0, "set", "users", "{\"cursor\": 8}", "--yes");

    assertThat(refused.err()).contains("- cursor: 10", "+ cursor: 8", "--yes");
    assertThat(set.err()).contains("- cursor: 10", "+ cursor: 8", "Changed 1 state");
    sync();
    assertThat(users()).isEqualTo(12);
  }

  @Test
  void whatIsNoStateIsRefusedAndNothingChanges() throws Exception {
    sync();
    String before = state(0, "export").out();

    assertThat(state(2, "set", "users", "{cursor").err()).contains("not a JSON object");
    assertThat(state(2, "import", "no-such-file").err()).contains("no-such-file");
    Files.writeString(folder.resolve("bad.json"), "[{\"cursor\":1}]");
    assertThat(state(2, "import", "bad.json").err()).contains("$[0] has no type");

    assertThat(state(0, "export").out()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.Kind.class,
      names = {"GLOBAL", "LEGACY"})
  void statesOfAllStreamsAreExportedAndImportedWhole(Step.Kind kind) throws Exception {
    FakeConnector.create()
        .onRead(Step.incremental(kind, 10, 5, "users", "orders"))
        .installAs(folder, "source-fake");
    sync();
    Path exported = folder.resolve("state.json");
    Files.writeString(exported, state(0, "export").out());
    // A LEGACY state is the source's own object, nothing more.
    assertThat(Files.readString(exported))
        .contains(kind == Step.Kind.GLOBAL ? "\"sum\":20" : "{\"users\":10,\"orders\":10}");

    assertThat(state(0, "reset", "--yes").err()).contains("Reset 1 state");
    assertThat(state(0, "import", "state.json").err()).contains("has no state");

    assertThat(state(0, "export").out()).isEqualTo(Files.readString(exported));
    assertThat(sync().document().at("/streams/0/records_read").asLong()).isZero();
    assertThat(users()).isEqualTo(10);
  }
}
