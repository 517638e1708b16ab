package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync --every}: rounds until Ctrl-C. */
class EveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private CommandLineRun start(String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "sync",
                "--source",
                "exec:./source-fake",
                "--connection",
                "rounds",
                "--to",
                "duckdb:rounds.duckdb",
                "--retries",
                "0",
                "--json"));
    args.addAll(List.of(more));
    return CommandLineRun.start(
        folder,
        CommandLineRun.jarBehind(CommandLineRun.interruptible(), args.toArray(String[]::new)));
  }

  private List<JsonNode> documents(CommandLineRun run) throws Exception {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : run.out().split("\n", -1)) {
      if (!line.isBlank()) {
        documents.add(JSON.readTree(line));
      }
    }
    return documents;
  }

  /** The second round fails behind its state. */
  @Test
  void roundsAreCommittedOneAfterAnotherUntilCtrlC() throws Exception {
    FakeConnector.create()
        .onRead(
            Step.onRun(1, round(10)),
            Step.onRun(
                2,
                Step.status("users", "STARTED"),
                Step.records("users", 11, 20),
                Step.state("users", "{\"cursor\":20}"),
                Step.records("users", 21, 25),
                Step.exit(1)),
            Step.onRun(3, round(30)),
            Step.onRun(4, Step.reach(folder.resolve("fourth")), Step.hang()))
        .installAs(folder, "source-fake");

    CommandLineRun run = start("--streams", "users", "--mode", "append", "--every", "1s");
    Processes.await(folder.resolve("fourth"));
    Processes.signal("INT", run.process());

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    Processes.assertNoneLeft(folder);
    List<JsonNode> documents = documents(run);
    assertThat(documents.stream().map(d -> d.path("status").asText()))
        .as(run.story())
        .startsWith("succeeded", "failed", "succeeded");
    assertThat(documents.get(1).at("/error/category").asText()).isEqualTo("source");
    assertThat(documents.get(2).at("/round/number").asInt()).isEqualTo(3);
    assertThat(documents.get(documents.size() - 1).at("/error/category").asText())
        .isEqualTo("interrupted");
    assertThat(run.err()).contains("Next round at", "Stopping");
    assertThat(
            Database.query(folder.resolve("rounds.duckdb"), "SELECT id FROM users ORDER BY 1")
                .stream()
                .map(row -> Integer.valueOf(row.get(0))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
  }

  private static Step round(int to) {
    return Step.incremental(Step.Kind.STREAM, to, 5, "users");
  }
}
