package io.github.airbyteio.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.faults.FakeSync;
import io.github.airbyteio.faults.LeavesNothing;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One sync, on each runner: its tables and states are those of an undisturbed one on Direct. */
@ExtendWith(LeavesNothing.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class RunnerMatrixIT {
  private static final List<String> STREAMS = List.of("users", "orders");
  private static final int RECORDS = 400;
  private static final int STATE_EVERY = 10;

  /** In the midst of the first process, whichever stream is its. */
  private static final Step CRASH = Step.onRun(1, Step.dieAfterRecords(157));

  /** What undisturbed syncs have left: the runner that is compared with them has no part in it. */
  private final Map<ProcessLayout, Stored> undisturbed = new HashMap<>();

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @TempDir Path folder;

  @AfterAll
  void endThreads() {
    executor.shutdownNow();
  }

  private record Stored(Map<String, String> states, Map<String, List<List<String>>> tables) {}

  /** A process a stream, fast, with more states than are committed one by one; one crashes. */
  @ParameterizedTest
  @EnumSource
  void streamStatesOfSeveralProcesses(TestedRunner runner) throws Exception {
    assertEqualsCleanRun(
        runner,
        ProcessLayout.perStream(),
        Step.incremental(Step.Kind.STREAM, RECORDS, STATE_EVERY, STREAMS.toArray(String[]::new)));
  }

  /** One process for all, with silences longer than a bundle waits; it crashes. */
  @ParameterizedTest
  @EnumSource
  void globalStatesOfASlowProcess(TestedRunner runner) throws Exception {
    assertEqualsCleanRun(
        runner,
        ProcessLayout.perConnection(),
        Step.incrementalWithPauses(
            Step.Kind.GLOBAL, RECORDS, 50, Duration.ofMillis(250), STREAMS.toArray(String[]::new)));
  }

  /** Flink without checkpoints ends no bundle of the later stages while a bounded read lasts. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*BATCH.*")
  void whatIsReadIsCommittedWhileTheSourceIsSilent(TestedRunner runner) throws Exception {
    Path gate = folder.resolve("gate");
    FakeSync sync =
        sync(
                "silent",
                ProcessLayout.perConnection(),
                Step.incremental(Step.Kind.STREAM, 20, STATE_EVERY, STREAMS.toArray(String[]::new)),
                Step.gate(gate))
            .withExecution(runner);
    Future<FakeSync.Outcome> running = executor.submit(sync::run);
    try {
      Processes.awaitCondition(
          "both streams", () -> sync.ids("users").size() + sync.ids("orders").size() == 40);
      assertThat(running.isDone()).isFalse();
    } finally {
      Files.createFile(gate);
    }
    assertThat(Processes.result(running).failure()).isNull();
  }

  private void assertEqualsCleanRun(TestedRunner runner, ProcessLayout layout, Step read)
      throws Exception {
    if (!undisturbed.containsKey(layout)) {
      FakeSync clean = sync("clean", layout, read);
      assertThat(clean.run().succeeded()).isTrue();
      undisturbed.put(layout, stored(clean));
    }

    FakeSync sync =
        sync("disturbed", layout, CRASH, read)
            .withRetries(FakeSync.TWO_ATTEMPTS)
            .withExecution(runner);
    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.failure()).isNull();
    assertThat(outcome.report().path("warnings")).as("the crash").hasSize(1);
    assertThat(stored(sync)).isEqualTo(undisturbed.get(layout));
    for (String stream : STREAMS) {
      assertThat(outcome.stream(stream).path("records_committed").asInt()).isEqualTo(RECORDS);
    }
  }

  private FakeSync sync(String name, ProcessLayout layout, Step... read) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    return FakeSync.of(own, FakeConnector.create().onRead(read))
        .withRead(transform -> transform.withProcesses(layout));
  }

  private static Stored stored(FakeSync sync) throws Exception {
    Map<String, List<List<String>>> tables = new TreeMap<>();
    for (String stream : STREAMS) {
      tables.put(stream, sync.rows(stream));
    }
    return new Stored(sync.states(), tables);
  }

  /** And a real one; on Direct it is a test of its own. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
  void theFaker(TestedRunner runner) throws Exception {
    Connection faker =
        Connection.of(Connector.pypi("airbyte-source-faker"))
            .withConfig(ConfigSource.inline("{\"count\": 200, \"seed\": 1}"));
    FakeSync sync =
        FakeSync.of(folder, FakeConnector.create())
            .withConnection(fake -> faker)
            .withExecution(runner);

    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.failure()).isNull();
    assertThat(sync.ids("users")).hasSize(200).doesNotHaveDuplicates();
    assertThat(sync.ids("products")).hasSize(100).doesNotHaveDuplicates();
    assertThat(sync.states()).containsKeys("users", "products", "purchases");
  }
}
