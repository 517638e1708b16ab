package io.github.airbyteio.faults;

import static io.github.airbyteio.testing.FakeConnector.healthy;
import static io.github.airbyteio.testing.FakeConnector.then;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes and pipes do wrong. */
@ExtendWith(LeavesNothing.class)
class ProcessFaultsIT {
  /** It counts from the launch: far longer than a loaded machine takes for that. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @TempDir Path folder;

  @AfterEach
  void stop() throws Exception {
    executor.shutdownNow();
    Processes.assertNoneLeft(folder);
  }

  private FakeSync users(Step... read) throws Exception {
    return FakeSync.of(folder, FakeConnector.create().onRead(read))
        .withMode(Mode.APPEND)
        .withConnection(connection -> connection.withStreams("users"));
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

  private Step reach(String name) {
    return Step.reach(folder.resolve(name));
  }

  private Step gate(String name) {
    return Step.gate(folder.resolve(name));
  }

  @Test
  void fault14_stderrFlood() throws Exception {
    FakeSync sync =
        users(
            Step.floodStderr(10_000, 1_000),
            Step.records("users", 1, 3),
            Step.floodStderr(10_000, 1_000),
            Step.err("the last words"),
            Step.state("users", "{\"cursor\":3}"),
            Step.exit(1));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("the last words");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
  }

  @Test
  void fault14_stdoutFlood() throws Exception {
    FakeSync sync =
        users(then(new Step[] {Step.err("slow"), Step.floodStdout(50_000, 200)}, healthy("users")));

    succeed(sync);

    assertThat(sync.ids("users")).hasSize(5);
  }

  @Test
  void fault16_sourceFasterThanTheSink() throws Exception {
    Path emitted = folder.resolve("emitted");
    Path gate = folder.resolve("open");
    String big = "{\"id\":1,\"name\":\"" + "x".repeat(100_000) + "\"}";
    // 200 MB, far more than the queue; a file says after each 10 MB how far the source is.
    FakeSync sync =
        users(
                Step.repeat(
                    20,
                    Step.repeat(100, Step.record("users", big)),
                    Step.state("users", "{\"cursor\":1}"),
                    Step.reach(emitted)))
            .withRead(read -> read.withHeartbeat(HEARTBEAT));
    sync.withSink(FailingSink.gated(DuckDbSink.to(sync.database().toString()), gate));
    Future<FakeSync.Outcome> running = executor.submit(sync::run);
    Processes.await(emitted);

    // The source stands still, blocked by its pipe, for longer than the heartbeat.
    long before;
    long now = Processes.lines(emitted);
    do {
      before = now;
      Processes.standStill(HEARTBEAT.plusSeconds(2));
      now = Processes.lines(emitted);
    } while (now != before);
    assertThat(now).as("blocked far before the end").isLessThan(15);
    Files.createFile(gate);

    FakeSync.Outcome outcome = Processes.result(running);
    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    assertThat(sync.query("SELECT count(*) FROM users").get(0)).containsExactly("2000");
  }

  @Test
  void fault17_blockBufferingChild() throws Exception {
    Path gate = folder.resolve("open");
    FakeSync sync =
        users(
            Step.print(
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{\"id\":1},\"emitted_at\":1}}"),
            Step.print(
                "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"c\":1}}}}"),
            gate("open"));
    Future<FakeSync.Outcome> running = executor.submit(sync::run);

    Processes.awaitCondition(
        "the state is committed while the source waits",
        () -> Files.exists(sync.database()) && sync.states().containsKey("users"));

    Files.createFile(gate);
    assertThat(Processes.result(running).succeeded()).isTrue();
    assertThat(sync.ids("users")).containsExactly(1);
  }

  @Test
  void fault18_hang_silent() throws Exception {
    FakeSync sync =
        users(
                Step.records("users", 1, 3),
                Step.state("users", "{\"cursor\":3}"),
                reach("pid"),
                Step.forkIgnoringTerm(folder.resolve("child")),
                Step.hang())
            .withRead(read -> read.withHeartbeat(HEARTBEAT));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("no records or state for 10 s");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
    Processes.awaitDeath(folder.resolve("pid"));
    Processes.awaitDeath(folder.resolve("child"));
  }

  @Test
  void fault18_hang_onlyLogs() throws Exception {
    FakeSync sync =
        users(
                reach("pid"),
                Step.forever(
                    // Not shown: there are very many.
                    Step.emit(
                        "{\"type\":\"LOG\",\"log\":{\"level\":\"DEBUG\",\"message\":\"still here\"}}")))
            .withRead(read -> read.withHeartbeat(HEARTBEAT));

    assertThat(fail(sync).message()).contains("no records or state for 10 s");
    Processes.awaitDeath(folder.resolve("pid"));
  }

  @Test
  void fault19_rateLimit() throws Exception {
    Path reached = folder.resolve("limited");
    Path gate = folder.resolve("open");
    FakeSync sync =
        users(
                then(
                    new Step[] {
                      Step.rateLimited("users", System.currentTimeMillis() + 7_200_000),
                      Step.reach(reached),
                      Step.gate(gate)
                    },
                    healthy("users")))
            .withRead(read -> read.withHeartbeat(HEARTBEAT));
    Future<FakeSync.Outcome> running = executor.submit(sync::run);
    Processes.await(reached);

    Processes.standStill(HEARTBEAT.plusSeconds(2));
    assertThat(running.isDone()).as("not killed by the heartbeat").isFalse();
    Files.createFile(gate);

    assertThat(Processes.result(running).succeeded())
        .as(Processes.result(running).message())
        .isTrue();
  }

  @Test
  void fault20_stdoutAndExitDisagree_closedButAlive() throws Exception {
    FakeSync sync =
        users(then(healthy("users"), reach("pid"), Step.closeStdout(), Step.hang()))
            .withRead(read -> read.withHeartbeat(HEARTBEAT));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("did not end");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    Processes.awaitDeath(folder.resolve("pid"));
  }

  @Test
  void fault20_stdoutAndExitDisagree_endedButOpen() throws Exception {
    FakeSync sync =
        users(
            then(healthy("users"), Step.forkHoldingStdout(folder.resolve("child")), Step.exit(0)));

    succeed(sync);

    assertThat(sync.ids("users")).hasSize(5);
    Processes.awaitDeath(folder.resolve("child"));
  }

  @Test
  void fault21_killed() throws Exception {
    FakeSync sync =
        users(
            Step.records("users", 1, 3),
            Step.state("users", "{\"cursor\":3}"),
            Step.raw("{\"type\":\"RECORD\",\"record\":{\"stream\":\"us"),
            Step.kill("KILL"));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("137", "likely out of memory");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
    assertThat(sync.states()).containsEntry("users", "{\"cursor\":3}");
  }

  @Test
  void fault21_killed_javaOutOfMemory() throws Exception {
    assertThat(fail(users(Step.exit(3))).message()).contains("exit code 3", "out of memory");
  }

  @Test
  void fault25_cannotStart() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "no program");
    for (String program : List.of(folder.resolve("missing").toString(), plain.toString())) {
      assertThatThrownBy(() -> Connection.of(Connector.executable(program)).resolveCatalog())
          .isInstanceOf(AirbyteIoException.class)
          .hasMessageContaining(program);
    }
    Path foreign = Files.write(folder.resolve("foreign"), new byte[] {0x7f, 'E', 'L', 'F', 9, 9});
    assertThat(foreign.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(
            () -> Connection.of(Connector.executable(foreign.toString())).resolveCatalog())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("foreign")
        .hasMessageContaining("could not be executed");
  }

  @Test
  void fault25_cannotStart_usageError() throws Exception {
    FakeSync sync =
        users(Step.err("usage: source-fake spec|check|discover"), Step.exit(2))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("wrong usage", "usage: source-fake");
    assertThat(Files.readAllLines(folder.resolve("source-fake.json.read.runs")))
        .as("not tried again")
        .hasSize(1);
  }

  @Test
  void fault27_traceErrorAndExitCode_success() throws Exception {
    FakeSync sync =
        users(then(healthy("users"), Step.error("users", "transient_error", "a hiccup")));

    FakeSync.Outcome outcome = succeed(sync);

    assertThat(outcome.report().path("warnings").toString()).contains("users", "a hiccup");
  }

  @Test
  void fault27_traceErrorAndExitCode_theFirstErrorDecides() throws Exception {
    FakeSync config =
        users(
                Step.error(null, "config_error", "wrong account"),
                Step.error(null, "system_error", "and then this"),
                Step.exit(1))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    FakeSync.Outcome outcome = fail(config);

    assertThat(outcome.message()).contains("wrong account").doesNotContain("and then this");
    assertThat(outcome.category()).isEqualTo("config");
    assertThat(Files.readAllLines(folder.resolve("source-fake.json.read.runs"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"system_error", "transient_error"})
  void fault27_traceErrorAndExitCode_systemAndTransientErrorsAreTriedAgain(String type)
      throws Exception {
    FakeSync system =
        users(
                then(
                    new Step[] {Step.onRun(1, Step.error(null, type, "it broke"), Step.exit(1))},
                    healthy("users")))
            .withRetries(FakeSync.TWO_ATTEMPTS);

    FakeSync.Outcome outcome = succeed(system);

    assertThat(outcome.report().path("warnings").toString()).contains("it broke", "Trying again");
    assertThat(system.ids("users")).isEqualTo(IntStream.rangeClosed(1, 5).boxed().toList());
  }

  @Test
  void spare48_hostileSurroundings_quotesInPaths() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("it's a \"folder\" $x"));
    Path config = Files.writeString(odd.resolve("my 'config'.json"), "{\"password\":\"p\"}");
    FakeSync sync =
        FakeSync.of(odd, FakeConnector.create())
            .withMode(Mode.APPEND)
            .withConnection(
                connection -> connection.withConfig(ConfigSource.file(config.toString())));

    succeed(sync);

    assertThat(sync.ids("users")).hasSize(5);
  }
}
