package io.github.airbyteio.faults;

import static io.github.airbyteio.testing.FakeConnector.healthy;
import static io.github.airbyteio.testing.FakeConnector.then;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.Step.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What states can do wrong, and what can go wrong between two of them. */
@ExtendWith(LeavesNothing.class)
class StateFaultsIT {
  private static final FakeConnector FAKE = FakeConnector.create();

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private FakeSync sync(Step... read) throws Exception {
    return FakeSync.of(folder, FAKE.onRead(read)).withMode(Mode.APPEND);
  }

  private FakeSync usersOnly(Step... read) throws Exception {
    return sync(read).withConnection(connection -> connection.withStreams("users"));
  }

  private static FakeSync.Outcome succeed(FakeSync sync) throws Exception {
    FakeSync.Outcome outcome = sync.run();
    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    return outcome;
  }

  private static FakeSync.Outcome fail(FakeSync sync) throws Exception {
    FakeSync.Outcome outcome = sync.run();
    assertThat(outcome.succeeded()).isFalse();
    return outcome;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  /** How often the connector has been started to read. */
  private int reads() throws Exception {
    return Files.readAllLines(folder.resolve("source-fake.json.read.runs")).size();
  }

  @Test
  void theHealthyRun() throws Exception {
    FakeSync sync = sync(then(healthy("users"), healthy("orders")));

    succeed(sync);

    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.ids("orders")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.states())
        .isEqualTo(Map.of("users", "{\"cursor\":5}", "orders", "{\"cursor\":5}"));
  }

  @Test
  void fault28_rotatedTokenThenCrash() throws Exception {
    FakeSync sync =
        usersOnly(
                Step.whenConfig(
                    "token-two",
                    List.of(healthy("users")),
                    List.of(Step.newConfig("{\"password\":\"token-two\"}"), Step.kill("KILL"))))
            .withConfig("{\"password\":\"token-one\"}")
            .withConnection(connection -> connection.withId("c-" + folder.getFileName()))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    FakeSync.Outcome outcome = succeed(sync);
    assertThat(reads()).isEqualTo(2);
    succeed(sync);

    assertThat(reads()).as("the next run uses the new token at once").isEqualTo(3);
    assertThat(outcome.report().toString()).doesNotContain("token-two", "token-one");
  }

  @Test
  void fault30_sinkFailsBehindTheSource() throws Exception {
    Path gate = folder.resolve("open");
    FakeSync sync =
        usersOnly(
            Step.onRun(
                1,
                Step.records("users", 1, 10),
                Step.state("users", "{\"cursor\":10}"),
                Step.gate(gate),
                Step.records("users", 11, 20),
                Step.state("users", "{\"cursor\":20}")),
            Step.incremental(Kind.STREAM, 30, 10, "users"));
    DuckDbSink store = DuckDbSink.to(sync.database().toString());
    sync.withSink(new EagerSink(FailingSink.refusing(store, 1)));
    Future<FakeSync.Outcome> running = executor.submit(sync::run);
    Processes.awaitCondition(
        "the first state is committed",
        () -> Files.exists(sync.database()) && sync.states().containsKey("users"));
    Files.createFile(gate);

    FakeSync.Outcome outcome = Processes.result(running);
    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.message()).contains("no space left for block 1");
    assertThat(sync.states()).isEqualTo(Map.of("users", "{\"cursor\":10}"));
    assertThat(sync.ids("users")).isEqualTo(range(1, 10));

    succeed(sync.withSink(store));
    assertThat(sync.ids("users")).isEqualTo(range(1, 30));
  }

  @Test
  void fault31_partialFailure() throws Exception {
    FakeSync sync =
        sync(
            then(
                healthy("users"),
                Step.records("orders", 1, 3),
                Step.state("orders", "{\"cursor\":3}"),
                Step.records("orders", 4, 4),
                Step.error("orders", "system_error", "orders broke"),
                Step.exit(1)));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("orders broke");
    assertThat(outcome.stream("users").path("status").asText()).isEqualTo("succeeded");
    assertThat(outcome.stream("orders").path("status").asText()).isEqualTo("failed");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.ids("orders")).containsExactly(1, 2, 3);
    assertThat(sync.states())
        .isEqualTo(Map.of("users", "{\"cursor\":5}", "orders", "{\"cursor\":3}"));
  }

  @Test
  void fault31_partialFailure_fullRefresh() throws Exception {
    Step[] read =
        then(
            new Step[] {Step.records("users", 1, 5), Step.status("users", "COMPLETE")},
            Step.records("orders", 1, 3),
            Step.status("orders", "INCOMPLETE"),
            Step.onRun(1, Step.exit(1)),
            Step.status("orders", "COMPLETE"));
    FakeSync sync = sync(read).withMode(Mode.OVERWRITE).withFullRefresh();

    fail(sync);
    assertThat(sync.ids("users")).isEqualTo(range(1, 5));
    assertThat(sync.ids("orders")).isEmpty();

    succeed(sync);
    assertThat(sync.ids("users")).isEqualTo(range(1, 5));
    assertThat(sync.ids("orders")).isEqualTo(range(1, 3));
  }

  @Test
  void fault32_replay() throws Exception {
    Step dying = Step.onRun(1, Step.records("users", 1, 7), Step.state("users", "{\"cursor\":7}"));
    Step boundary = Step.incrementalRepeatingBoundary(Kind.STREAM, 20, 5, "users");
    Step[] read = {dying, Step.onRun(1, Step.records("users", 8, 9), Step.exit(1)), boundary};
    FakeSync dedup = usersOnly(read).withMode(Mode.APPEND_DEDUP).withRetries(FakeSync.TWO_ATTEMPTS);
    succeed(dedup);
    assertThat(dedup.ids("users")).isEqualTo(range(1, 20));
    List<List<String>> once = dedup.rows("users");

    // The whole interval again, twice.
    FakeSync again =
        usersOnly(Step.records("users", 1, 20), Step.records("users", 1, 20))
            .withMode(Mode.APPEND_DEDUP);
    succeed(again);
    assertThat(again.rows("users")).isEqualTo(once);
  }

  @Test
  void fault32_replay_ofRecordsOfOneTime() throws Exception {
    // Key, cursor and emitted_at are the same: the one that comes last wins, however often it
    // comes.
    Step[] interval = {user(1, "old"), user(2, "b"), user(1, "new"), user(3, "c")};
    FakeSync sync = usersOnly(then(interval, interval)).withMode(Mode.APPEND_DEDUP);
    succeed(sync);
    succeed(sync);

    assertThat(sync.query("SELECT id, name FROM users ORDER BY id"))
        .containsExactly(List.of("1", "new"), List.of("2", "b"), List.of("3", "c"));
    assertThat(sync.query("SELECT DISTINCT epoch_ms(_airbyte_extracted_at) FROM users"))
        .containsExactly(List.of("1700000000000"));
  }

  private static Step user(int id, String name) {
    return Step.record(
        "users",
        String.format(
            "{\"id\":%d,\"name\":\"%s\",\"updated_at\":\"2023-01-01T00:00:00Z\"}", id, name));
  }

  @Test
  void fault32_replay_appendRepeatsOnlyWhatTheSourceRepeats() throws Exception {
    FakeSync sync =
        usersOnly(
                Step.onRun(
                    1,
                    Step.records("users", 1, 7),
                    Step.state("users", "{\"cursor\":7}"),
                    Step.records("users", 8, 9),
                    Step.exit(1)),
                Step.incrementalRepeatingBoundary(Kind.STREAM, 12, 5, "users"))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    succeed(sync);

    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void fault33_globalState() throws Exception {
    FakeSync sync =
        sync(
                Step.onRun(
                    1,
                    Step.records("users", 1, 3),
                    Step.records("orders", 1, 2),
                    global(3, 2),
                    Step.records("users", 4, 9),
                    Step.kill("KILL")),
                Step.incremental(Kind.GLOBAL, 20, 5, "users", "orders"))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    succeed(sync);

    assertThat(reads()).as("one process an attempt").isEqualTo(2);
    assertThat(sync.ids("users")).isEqualTo(range(1, 20));
    assertThat(sync.ids("orders")).isEqualTo(range(1, 20));
    assertThat(sync.states().get("GLOBAL")).contains("\"cursor\":20", "\"sum\":40");
  }

  @Test
  void fault33_globalState_waitsForTheSlowestStream() throws Exception {
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("open");
    FakeSync sync =
        sync(
            Step.records("users", 1, 3),
            Step.records("orders", 1, 2),
            global(3, 2),
            Step.status("users", "COMPLETE"),
            Step.status("orders", "COMPLETE"));
    DuckDbSink store = DuckDbSink.to(sync.database().toString());
    sync.withSink(new EagerSink(FailingSink.gated(store, "orders", reached, gate)));
    Future<FakeSync.Outcome> running = executor.submit(sync::run);
    Processes.await(reached);

    // Time in which the state could be committed, if it did not wait for both.
    Processes.standStill(Duration.ofSeconds(3));
    assertThat(sync.hasTable("_airbyte_state") ? sync.states() : Map.of()).isEqualTo(Map.of());
    assertThat(sync.hasTable("users") ? sync.ids("users") : List.of()).isEqualTo(List.of());
    Files.createFile(gate);

    assertThat(Processes.result(running).succeeded()).isTrue();
    assertThat(sync.ids("users")).isEqualTo(range(1, 3));
    assertThat(sync.ids("orders")).isEqualTo(range(1, 2));
    assertThat(sync.states().get("GLOBAL")).contains("\"sum\":5");
  }

  private static Step global(int users, int orders) {
    return Step.emit(
        String.format(
            "{\"type\":\"STATE\",\"state\":{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"sum\":%d},\"stream_states\":["
                + "{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"cursor\":%d}},"
                + "{\"stream_descriptor\":{\"name\":\"orders\"},\"stream_state\":{\"cursor\":%d}}]}}}",
            users + orders, users, orders));
  }

  @Test
  void fault33_globalState_neverInTwoProcesses() throws Exception {
    FakeSync sync =
        sync(Step.incremental(Kind.GLOBAL, 10, 5, "users", "orders"))
            .withRead(read -> read.withProcesses(ProcessLayout.perStream()));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("GLOBAL", "covers all streams");
    assertThat(sync.states()).isEmpty();
  }

  @Test
  void fault34_mixedKinds() throws Exception {
    FakeSync sync =
        sync(
            Step.records("users", 1, 3),
            Step.state("users", "{\"cursor\":3}"),
            Step.records("orders", 1, 3),
            global(3, 3));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("two kinds", "STREAM", "GLOBAL");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
    assertThat(sync.ids("orders")).isEmpty();
    assertThat(sync.states()).isEqualTo(Map.of("users", "{\"cursor\":3}"));
  }

  @Test
  void fault36_wrongCounts() throws Exception {
    Step[] read = {
      Step.records("users", 1, 3),
      Step.state("users", "{\"cursor\":3}", 3),
      Step.records("users", 4, 5),
      Step.state("users", "{\"cursor\":5}", 7)
    };
    FakeSync strict =
        usersOnly(read).withRead(it -> it.withRecordCountCheck(RecordCountCheck.FAIL));
    FakeSync.Outcome outcome = fail(strict);
    assertThat(outcome.message()).contains("7 records of stream 'users'", "2 came");
    assertThat(strict.states()).isEqualTo(Map.of("users", "{\"cursor\":3}"));
    assertThat(strict.ids("users")).isEqualTo(range(1, 3));

    FakeSync lenient =
        usersOnly(Step.records("users", 4, 5), Step.state("users", "{\"cursor\":5}", 7));
    FakeSync.Outcome warned = succeed(lenient);
    assertThat(warned.report().path("warnings").toString())
        .contains("7 records of stream 'users'", "2 came");
    assertThat(lenient.ids("users")).isEqualTo(range(1, 5));
  }

  @Test
  void fault36_identicalStates() throws Exception {
    FakeSync sync =
        usersOnly(
            Step.records("users", 1, 3),
            Step.state("users", "{\"cursor\":3}"),
            Step.state("users", "{\"cursor\":3}"),
            Step.records("users", 4, 5),
            Step.state("users", "{\"cursor\":5}"));

    succeed(sync);

    assertThat(sync.ids("users")).isEqualTo(range(1, 5));
    assertThat(sync.states()).isEqualTo(Map.of("users", "{\"cursor\":5}"));
  }
}
