package io.github.airbyteio.faults;

import static io.github.airbyteio.testing.FakeConnector.healthy;
import static io.github.airbyteio.testing.FakeConnector.then;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line when a sync ends half-way: its exit code, and what the next one reads. */
@ExtendWith(LeavesNothing.class)
class PartialFailureIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private CommandLineRun start() throws Exception {
    return CommandLineRun.start(
        folder,
        home(),
        CommandLineRun.jar(
            "sync",
            "--source",
            "exec:./source-fake",
            "--config",
            "{\"password\":\"token-one\"}",
            "--connection",
            "partial",
            "--mode",
            "append",
            "--retries",
            "0",
            "--to",
            "duckdb:p.duckdb",
            "--json"));
  }

  private static JsonNode stream(CommandLineRun run, String name) throws Exception {
    for (JsonNode stream : run.document().path("streams")) {
      if (stream.path("name").asText().equals(name)) {
        return stream;
      }
    }
    throw new AssertionError(run.story());
  }

  @Test
  void fault31_partialFailure_theNextSyncReadsTheFailedStreamOnly() throws Exception {
    Path launch = folder.resolve("launch");
    FakeConnector.create()
        .onRead(
            then(
                healthy("users"),
                Step.records("orders", 1, 3),
                Step.state("orders", "{\"cursor\":3}"),
                Step.records("orders", 4, 4),
                Step.error("orders", "system_error", "orders broke"),
                Step.exit(1)))
        .installAs(folder, "source-fake");
    CommandLineRun failed = start();

    assertThat(failed.await()).as(failed.story()).isEqualTo(7);
    assertThat(failed.document().path("status").asText()).isEqualTo("partial");
    assertThat(failed.err()).contains("orders broke");

    FakeConnector.create()
        .onRead(
            Step.noteLaunch(launch), Step.incremental(Step.Kind.STREAM, 5, 5, "users", "orders"))
        .installAs(folder, "source-fake");
    CommandLineRun second = start();

    assertThat(second.await()).as(second.story()).isZero();
    String given = JSON.readTree(launch.toFile()).path("state").asText();
    assertThat(given).contains("{\"cursor\":5}", "{\"cursor\":3}");
    assertThat(stream(second, "users").path("records_read").asLong()).isZero();
    assertThat(stream(second, "orders").path("records_read").asLong()).isEqualTo(2);
    FakeSync target = FakeSync.installed(folder).withDatabase(folder.resolve("p.duckdb"));
    assertThat(target.ids("users")).containsExactly(1, 2, 3, 4, 5);
    assertThat(target.ids("orders")).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void fault31_partialFailure_ofGlobalStatesIsAFailureOfAll() throws Exception {
    FakeConnector.create()
        .onRead(
            Step.incremental(Step.Kind.GLOBAL, 5, 5, "users", "orders"),
            Step.status("orders", "INCOMPLETE"),
            Step.exit(1))
        .installAs(folder, "source-fake");
    CommandLineRun failed = start();

    assertThat(failed.await()).as(failed.story()).isEqualTo(5);
    FakeSync target = FakeSync.installed(folder).withDatabase(folder.resolve("p.duckdb"));
    assertThat(target.ids("users")).as("what the state covers").containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void fault28_theJvmIsKilledRightBehindARotatedToken() throws Exception {
    FakeConnector.create()
        .onRead(
            Step.whenConfig(
                "token-two",
                List.of(then(healthy("users"), healthy("orders"))),
                List.of(
                    Step.onRun(2, Step.error(null, "config_error", "the token was used before")),
                    Step.onRun(2, Step.exit(1)),
                    Step.newConfig("{\"password\":\"token-two\"}"),
                    Step.hang())))
        .installAs(folder, "source-fake");
    CommandLineRun killed = start();
    Processes.awaitCondition("the token is kept", () -> isKept("token-two"));
    Processes.signal("KILL", killed.process());
    assertThat(killed.await()).isEqualTo(137);

    CommandLineRun next = start();

    assertThat(next.await()).as(next.story()).isZero();
    Processes.assertNoneLeft(folder);
  }

  private boolean isKept(String token) throws Exception {
    try (Stream<Path> files = Files.walk(home().resolve("configs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        if (Files.readString(file).contains(token)) {
          return true;
        }
      }
      return false;
    }
  }
}
