package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.services.FakesnowServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line writes to the emulator fakesnow, by Snowflake's own driver. */
class SnowflakeSyncIT {
  @TempDir Path folder;

  private CommandLineRun run(int exitCode, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(CommandLineRun.java());
    // The emulator answers in Arrow, whatever it is asked for.
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    command.addAll(List.of("-jar", System.getProperty("airbyteio.jar")));
    command.addAll(List.of(args));
    CommandLineRun run = CommandLineRun.start(folder, command);
    run.await();
    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  @Test
  void aSecondSyncContinuesWhereTheFirstHasEnded() throws Exception {
    FakeConnector.create()
        .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users", "orders"))
        .installAs(folder, "source-fake");
    Files.writeString(folder.resolve("password"), "canary");
    try (FakesnowServer server = FakesnowServer.start()) {
      String target =
          "snowflake://fakesnow/DB1/S1?host=127.0.0.1&port="
              + server.port()
              + "&ssl=off&user=loader&password=file:password";
      String[] sync = {"sync", "--source", "exec:./source-fake", "--to", target, "--json"};

      CommandLineRun first = run(0, sync);
      assertThat(first.document().at("/streams/0/records_committed").asLong()).isEqualTo(10);
      CommandLineRun second = run(0, sync);
      assertThat(second.document().at("/streams/0/records_read").asLong()).isZero();

      CommandLineRun state = run(0, "state", "show", "--to", target, "--connection", "source-fake");
      assertThat(state.out()).contains("users", "10");
      assertThat(first.err() + second.err() + state.err()).doesNotContain("canary");
    }
  }

  @Test
  void aSecretThatIsWrittenOutIsRefusedAndNotShown() throws Exception {
    CommandLineRun run =
        run(
            2,
            "sync",
            "--source",
            "exec:./source-fake",
            "--to",
            "snowflake://a/d/s?user=u&password=canary");

    assertThat(run.err()).contains("env:").doesNotContain("canary");
  }
}
