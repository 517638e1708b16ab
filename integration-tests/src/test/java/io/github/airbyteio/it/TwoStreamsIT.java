package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What befalls one stream, one phase or one file leaves the others alone. */
class TwoStreamsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<String> sync(ObjectNode config) throws Exception {
    Path script = Path.of(TwoStreamsIT.class.getResource("/connectors/two_streams.py").toURI());
    return new ArrayList<>(
        CommandLineRun.jar(
            "sync",
            "--source",
            "exec:python3 '" + script + "'",
            "--config",
            config.toString(),
            "--to",
            "duckdb:two.duckdb",
            "--connection",
            "two",
            "--retries",
            "0",
            "--json"));
  }

  @Test
  void aStreamThatEndsIncompleteFailsAloneWithExitCode7() throws Exception {
    CommandLineRun run =
        CommandLineRun.start(folder, sync(JSON.createObjectNode().put("bad_status", "INCOMPLETE")));

    assertThat(run.await()).as(run.story()).isEqualTo(7);
    assertThat(run.document().path("status").asText()).isEqualTo("partial");
    assertThat(run.document().path("error").path("stream").asText()).isEqualTo("bad");
    assertThat(Database.count(folder.resolve("two.duckdb"), "good")).isEqualTo(100);
  }

  @Test
  void ctrlCWhileTheConnectorIsAskedIsAnInterruption() throws Exception {
    Path reached = folder.resolve("reached");
    List<String> command = new ArrayList<>(CommandLineRun.interruptible());
    command.addAll(
        sync(JSON.createObjectNode().put("hang", "discover").put("reached", reached.toString())));
    CommandLineRun run = CommandLineRun.start(folder, command);
    Processes.await(reached);
    List<ProcessHandle> connectors = run.process().descendants().toList();

    Processes.signal("INT", run.process());

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    assertThat(run.document().path("error").path("category").asText()).isEqualTo("interrupted");
    Processes.awaitCondition(
        "the connectors to end", () -> connectors.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aDatabaseThatAnotherProcessHoldsIsNamed() throws Exception {
    Path database = folder.resolve("two.duckdb");
    CommandLineRun first = CommandLineRun.start(folder, sync(JSON.createObjectNode()));
    assertThat(first.await()).as(first.story()).isZero();
    try (var held = java.sql.DriverManager.getConnection("jdbc:duckdb:" + database)) {
      assertThat(held.isClosed()).isFalse();

      CommandLineRun run = CommandLineRun.start(folder, sync(JSON.createObjectNode()));

      assertThat(run.await()).as(run.story()).isEqualTo(6);
      assertThat(run.err()).contains(database.toRealPath().getFileName().toString());
      assertThat(run.document().path("error").path("message").asText())
          .containsIgnoringCase("another process");
    }
  }

  @Test
  void aMistypedCommandLineGetsItsDocumentToo() throws Exception {
    List<String> command = sync(JSON.createObjectNode());
    command.add("--no-such-option");

    CommandLineRun run = CommandLineRun.start(folder, command);

    assertThat(run.await()).as(run.story()).isEqualTo(2);
    assertThat(run.document().path("error").path("category").asText()).isEqualTo("usage");
  }
}
