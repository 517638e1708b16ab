package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong at a user's: a clear error, the right exit code, nothing lost, nothing left
 * running.
 */
class BadInputIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COUNT = 20_000;

  @TempDir Path folder;

  private Path database() {
    return folder.resolve("numbers.duckdb");
  }

  private static String source() {
    try {
      Path script = Path.of(BadInputIT.class.getResource("/connectors/numbers.py").toURI());
      return "exec:python3 '" + script + "'";
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode config() {
    return JSON.createObjectNode().put("count", COUNT).put("state_every", 1_000);
  }

  private String[] sync(ObjectNode config, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "sync",
                "--source",
                source(),
                "--config",
                config.toString(),
                "--to",
                "duckdb:" + database(),
                "--connection",
                "numbers",
                "--retries",
                "0"));
    args.addAll(List.of(more));
    return args.toArray(new String[0]);
  }

  private void assertAllNumbersOnce() throws Exception {
    assertThat(
            Database.query(
                database(), "SELECT count(*), count(DISTINCT n), min(n), max(n) FROM numbers"))
        .containsExactly(
            List.of(String.valueOf(COUNT), String.valueOf(COUNT), "0", String.valueOf(COUNT - 1)));
  }

  @Test
  void anUnknownPackageIsNamed() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "source-that-nobody-has-written",
            "--to",
            "duckdb:" + database());

    assertThat(run.await()).as(run.story()).isEqualTo(3);
    assertThat(run.err()).contains("airbyte-source-that-nobody-has-written");
  }

  @Test
  void anUnknownStreamIsNamedBesideThoseThereAre() throws Exception {
    CommandLineRun run = CommandLineRun.run(folder, sync(config(), "--streams", "numbres"));

    assertThat(run.await()).as(run.story()).isEqualTo(2);
    assertThat(run.err()).contains("numbres").contains("numbers");
  }

  @Test
  void aConfigThatDoesNotFitTheSpecIsRefusedByItsPath() throws Exception {
    ObjectNode config = config().put("count", "canary-not-to-be-shown").put("secret", 12345678);

    CommandLineRun run = CommandLineRun.run(folder, sync(config, "--json"));

    assertThat(run.await()).as(run.story()).isEqualTo(3);
    assertThat(run.err())
        .contains("$.count")
        .contains("$.secret")
        .doesNotContain("canary")
        .doesNotContain("12345678");
    assertThat(run.document().path("status").asText()).isEqualTo("failed");
    assertThat(run.document().path("error").path("category").asText()).isEqualTo("config");
  }

  @Test
  void aFailedCheckTellsTheConnectorsMessage() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "check",
            "--source",
            source(),
            "--config",
            config().put("check", "fail").toString());

    assertThat(run.await()).as(run.story()).isEqualTo(4);
    assertThat(run.err()).contains("the key is wrong");
  }

  @Test
  void aConnectorThatFailsHalfWayCommitsWhatItsStatesCoverAndTheNextRunContinues()
      throws Exception {
    ObjectNode config = config().put("fail_at", 10_500).put("secret", "canary-in-the-mine");

    CommandLineRun failed = CommandLineRun.run(folder, sync(config, "--json"));

    assertThat(failed.await()).as(failed.story()).isEqualTo(5);
    assertThat(failed.err()).contains("the source broke at 10500");
    assertThat(failed.story()).doesNotContain("canary-in-the-mine");
    JsonNode stream = failed.document().path("streams").path(0);
    assertThat(stream.path("records_committed").asLong()).isEqualTo(10_000);
    assertThat(stream.path("state_committed").asBoolean()).isTrue();
    assertThat(Database.count(database(), "numbers")).isEqualTo(10_000);

    CommandLineRun second = CommandLineRun.run(folder, sync(config()));

    assertThat(second.await()).as(second.story()).isZero();
    assertAllNumbersOnce();
  }

  @Test
  void aBrokenRecordStopsTheSyncAndNothingBehindItIsCommitted() throws Exception {
    CommandLineRun before = CommandLineRun.run(folder, sync(config().put("count", 5_000)));
    assertThat(before.await()).as(before.story()).isZero();

    CommandLineRun failed = CommandLineRun.run(folder, sync(config().put("garble_at", 8_500)));

    assertThat(failed.await()).as(failed.story()).isEqualTo(5);
    assertThat(failed.err()).contains("begins like a record").doesNotContain("another thread");
    // Which of the states came early enough to be passed on before the block is a matter of speed.
    assertThat(Database.count(database(), "numbers")).isIn(5_000L, 6_000L, 7_000L, 8_000L);
    CommandLineRun second = CommandLineRun.run(folder, sync(config()));
    assertThat(second.await()).as(second.story()).isZero();
    assertAllNumbersOnce();
  }

  /**
   * The connector waits at a gate after 15,500 records; 15,000 of them are covered and get
   * committed meanwhile.
   */
  private CommandLineRun startAndAwaitHalf(ObjectNode config) throws Exception {
    return start(config, 15_500);
  }

  /**
   * Starts a sync whose connector waits at a gate after so many records, and waits for the
   * connector.
   */
  private CommandLineRun start(ObjectNode config, int stopAt) throws Exception {
    config.put("stop_at", stopAt).put("gate", folder.resolve("gate").toString());
    CommandLineRun run =
        CommandLineRun.start(
            folder, CommandLineRun.jarBehind(CommandLineRun.interruptible(), sync(config)));
    Processes.awaitCondition(
        "the connector to be half-way",
        () -> run.process().descendants().anyMatch(p -> command(p).contains("numbers.py read")));
    return run;
  }

  private static String command(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static List<ProcessHandle> connectors(CommandLineRun run) {
    return run.process().descendants().toList();
  }

  @Test
  void aJvmThatIsKilledLeavesNoConnectorAndTheNextRunContinues() throws Exception {
    CommandLineRun killed = startAndAwaitHalf(config());
    List<ProcessHandle> connectors = connectors(killed);
    assertThat(connectors).isNotEmpty();

    killed.process().destroyForcibly();
    killed.await();

    Processes.awaitCondition(
        "the connectors to end", () -> connectors.stream().noneMatch(ProcessHandle::isAlive));
    Files.createFile(folder.resolve("gate"));
    CommandLineRun second = CommandLineRun.run(folder, sync(config()));
    assertThat(second.await()).as(second.story()).isZero();
    assertAllNumbersOnce();
  }

  @Test
  void ctrlCStopsTheConnectorCommitsWhatIsCoveredAndEndsWith130() throws Exception {
    CommandLineRun interrupted = startAndAwaitHalf(config());
    List<ProcessHandle> connectors = connectors(interrupted);

    Processes.signal("INT", interrupted.process());

    assertThat(interrupted.await()).as(interrupted.story()).isEqualTo(130);
    Processes.awaitCondition(
        "the connectors to end", () -> connectors.stream().noneMatch(ProcessHandle::isAlive));
    Files.createFile(folder.resolve("gate"));
    CommandLineRun second = CommandLineRun.run(folder, sync(config()));
    assertThat(second.await()).as(second.story()).isZero();
    assertAllNumbersOnce();
  }

  @Test
  void aTargetThatCannotBeWrittenIsNamed() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            source(),
            "--config",
            config().toString(),
            "--to",
            "duckdb:/proc/numbers.duckdb");

    assertThat(run.await()).as(run.story()).isEqualTo(6);
    assertThat(run.err()).contains("/proc/numbers.duckdb");
  }

  @Test
  void aFullDiskIsNamedAndNothingIsCommittedByHalves() throws Exception {
    CommandLineRun run = start(config().put("state_every", COUNT), 10);
    // The connector is launched ahead of the pipeline, which unpacks a library when it starts.
    Processes.awaitCondition(
        "the pipeline to run", () -> Processes.hasThread(run.process().pid(), "direct-runner-w"));

    // From now on no file of the process may grow beyond 256 KiB: what a full disk does to a block
    // that is being staged.
    String pid = String.valueOf(run.process().pid());
    Process limited = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=262144").start();
    assertThat(Processes.exitCode(limited)).as("prlimit, of util-linux").isZero();
    Files.createFile(folder.resolve("gate"));

    assertThat(run.await()).as(run.story()).isEqualTo(6);
    assertThat(run.err()).contains("numbers.duckdb.staging").containsIgnoringCase("disk space");
    CommandLineRun second = CommandLineRun.run(folder, sync(config()));
    assertThat(second.await()).as(second.story()).isZero();
    assertAllNumbersOnce();
  }

  @Test
  void aConnectorIsExploredAndItsStateShownAndReset() throws Exception {
    String config = config().put("count", 5).toString();
    CommandLineRun spec = CommandLineRun.run(folder, "spec", "--source", source());
    assertThat(JSON.readTree(spec.out()).path("required").path(0).asText()).isEqualTo("count");
    CommandLineRun discover =
        CommandLineRun.run(folder, "discover", "--source", source(), "--config", config);
    assertThat(discover.out()).contains("numbers").contains("full_refresh, incremental");
    CommandLineRun preview =
        CommandLineRun.run(
            folder,
            "preview",
            "numbers",
            "-n",
            "2",
            "--json",
            "--source",
            source(),
            "--config",
            config);
    assertThat(preview.out().lines()).hasSize(2).first().asString().contains("\"n\":0");
    CommandLineRun sync = CommandLineRun.run(folder, sync(config().put("count", 5)));
    assertThat(sync.await()).as(sync.story()).isZero();
    String[] target = {"--to", "duckdb:" + database(), "--connection", "numbers"};

    CommandLineRun show =
        CommandLineRun.run(folder, "state", "show", target[0], target[1], target[2], target[3]);
    assertThat(show.out()).contains("numbers", "n: 5");
    CommandLineRun reset =
        CommandLineRun.run(
            folder, "state", "reset", "--yes", target[0], target[1], target[2], target[3]);
    assertThat(reset.await()).as(reset.story()).isZero();
    CommandLineRun gone =
        CommandLineRun.run(folder, "state", "show", target[0], target[1], target[2], target[3]);
    assertThat(gone.out()).isEmpty();
    assertThat(Database.count(database(), "numbers")).as("the data stays").isEqualTo(5);
  }

  @Test
  void usageIsExplained() throws Exception {
    for (String target : List.of("postgres:x", "duckdb:", "duckdb:x?unknown=1")) {
      CommandLineRun run = CommandLineRun.run(folder, "sync", "--source", source(), "--to", target);

      assertThat(run.await()).as(run.story()).isEqualTo(2);
      assertThat(run.err()).contains("duckdb:FILE");
    }
  }
}
