package io.github.airbyteio.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.services.FlinkCluster;
import io.github.airbyteio.testing.services.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line on a Flink cluster of separate processes, into Postgres. */
@Timeout(300)
class FlinkClusterIT {
  private static final String CONTINUOUS = "continuous";
  private static final String[] STREAMS = {"users", "orders"};

  private static final int RECORDS = 450;

  /** Reads a part and is silent then; run again, it reads to its end. */
  private static final Step[] STALLING = {
    Step.onRun(1, Step.incremental(Step.Kind.STREAM, 200, 10, STREAMS)),
    Step.onRun(1, Step.hang()),
    Step.incremental(Step.Kind.STREAM, RECORDS, 10, STREAMS)
  };

  private static PostgresServer server;
  private static FlinkCluster cluster;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start();
    cluster =
        FlinkCluster.start(2, 2, Map.of("AIRBYTEIO_HOME", System.getProperty("airbyteio.home")));
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    server.close();
  }

  @BeforeEach
  void empty() throws Exception {
    query("DROP SCHEMA IF EXISTS raw CASCADE");
  }

  @AfterEach
  void noConnectorIsLeft() {
    Processes.assertNoneLeft(folder);
  }

  @Test
  void aSyncTellsWhatItHasDoneAndTheNextOneContinues() throws Exception {
    install(Step.incremental(Step.Kind.STREAM, 500, 10, STREAMS));

    CommandLineRun first = finish(0, sync("--processes", "stream"));
    assertThat(first.document().at("/streams/0/records_committed").asInt()).isEqualTo(500);
    assertThat(first.document().at("/streams/1/status").asText()).isEqualTo("succeeded");

    assertThat(finish(0, sync()).err()).contains("Nothing new");
    assertEachOnce(500);
  }

  @Test
  void aJobIsSubmittedAsAJar() throws Exception {
    install(Step.incremental(Step.Kind.STREAM, 50, 10, STREAMS));

    String job =
        cluster.run(
            Path.of(System.getProperty("airbyteio.jar")),
            "io.github.airbyteio.pipelines.beam.SyncPipeline",
            List.of(
                "--runner=FlinkRunner",
                "--streaming=true",
                "--attachedMode=false",
                "--source=exec:" + folder.resolve("source-fake"),
                "--target=" + target(),
                "--mode=append"));

    Processes.awaitCondition("the job's end", () -> cluster.state(job).equals("FINISHED"));
    assertEachOnce(50);
  }

  @Test
  void aRealConnectorRunsOnAWorker() throws Exception {
    finish(
        0,
        sync("--source", "source-faker", "--config", "{\"count\": 20}", "--mode", "append_dedup"));

    assertThat(query("SELECT count(*) FROM raw.users")).containsExactly("20");
  }

  /** The job is not started again for it: the report tells, as on the Direct runner. */
  @Test
  void aFailureOfTheSourceIsTheSyncsOwn() throws Exception {
    install(
        Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS),
        Step.error(null, "config_error", "The account is closed."),
        Step.exit(1));

    CommandLineRun run = finish(3, sync());

    assertThat(run.err()).contains("The account is closed.");
    assertThat(run.document().at("/streams/0/records_committed").asInt()).isEqualTo(20);
    assertThat(Files.readAllLines(folder.resolve("source-fake.json.read.runs"))).hasSize(1);
  }

  @Test
  void aKilledTaskManagerIsReplacedByAnotherOne() throws Exception {
    install(STALLING);
    CommandLineRun run = sync();
    awaitCommit(run);

    int victim =
        IntStream.range(0, cluster.taskManagers()).filter(this::reads).findFirst().orElseThrow();
    cluster.killTaskManager(victim);
    cluster.startTaskManager();

    finish(0, run);
    assertEachOnce(RECORDS);
    assertThat(Files.readAllLines(folder.resolve("source-fake.json.read.runs"))).hasSize(2);
  }

  /** Whether the connector runs below the TaskManager. */
  private boolean reads(int taskManager) {
    try {
      List<Long> connectors = Processes.of(folder).stream().map(ProcessHandle::pid).toList();
      return cluster
          .taskManager(taskManager)
          .descendants()
          .anyMatch(process -> connectors.contains(process.pid()));
    } catch (IllegalStateException e) {
      return false; // Killed by another test.
    }
  }

  /** Without high availability the job is gone; what it has committed is not. */
  @Test
  void aJobManagerThatDiesTakesTheJobAndTheNextSyncContinues() throws Exception {
    install(STALLING);
    CommandLineRun run = sync();
    awaitCommit(run);

    cluster.restartJobManager();

    assertThat(run.await()).as(run.story()).isEqualTo(1);
    assertThat(run.err()).contains("is gone", "continues from what is committed");
    Processes.assertNoneLeft(folder);
    cluster.awaitSlots(4);
    finish(0, sync());
    assertEachOnce(RECORDS);
  }

  /** Drained it ends behind the round that runs, and all that was read is there. */
  @Test
  void aContinuousReadIsStoppedWithASavepointGoesOnFromItAndIsDrained() throws Exception {
    install(
        IntStream.rangeClosed(1, 100)
            .mapToObj(
                run -> Step.onRun(run, Step.incremental(Step.Kind.STREAM, run * 10, 5, "users")))
            .toArray(Step[]::new));
    PipelineResult unused = continuousRead(null).run();
    awaitUsers(20);

    String savepoint = cluster.stopWithSavepoint(cluster.job(CONTINUOUS));
    Processes.assertNoneLeft(folder);
    int stoppedAt = users().size();

    PipelineResult resumed = continuousRead(savepoint).run();
    String job = cluster.job(CONTINUOUS);
    try {
      awaitUsers(stoppedAt + 20);
      cluster.drain(job);
      assertThat(cluster.state(job)).isEqualTo("FINISHED");
    } finally {
      if (!cluster.state(job).equals("FINISHED")) {
        resumed.cancel();
      }
    }
    Processes.assertNoneLeft(folder);
    long rounds = Processes.lines(folder.resolve("source-fake.json.read.runs"));
    assertThat(users())
        .isEqualTo(
            IntStream.rangeClosed(1, 10 * (int) rounds).mapToObj(Integer::toString).toList());
  }

  private Pipeline continuousRead(@Nullable String savepoint) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster(cluster.master());
    options.setFilesToStage(List.of(System.getProperty("airbyteio.jar")));
    options.setJobName(CONTINUOUS);
    options.setStreaming(true);
    options.setParallelism(2);
    options.setCheckpointingInterval(500L);
    options.setFinishBundleBeforeCheckpointing(true);
    options.setAttachedMode(false);
    if (savepoint != null) {
      options.setSavepointPath(savepoint);
    }
    Sink sink = PostgresSink.parse(target());
    io.github.airbyteio.connector.Connection connection =
        io.github.airbyteio.connector.Connection.of(
                Connector.executable(folder.resolve("source-fake").toString()))
            .withSelection(
                StreamSelection.of("users").withMode(StreamSelection.Mode.parse("append")));
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            AirbyteIO.read(connection).withStateFrom(sink).withPollInterval(Duration.ofSeconds(1)))
        .apply(AirbyteIO.write(sink));
    return pipeline;
  }

  private static void awaitUsers(int count) {
    Processes.awaitCondition(count + " users", () -> users().size() >= count);
  }

  private static List<String> users() throws SQLException {
    return query("SELECT id FROM raw.users ORDER BY id");
  }

  @Test
  void ctrlCCancelsTheJobInABlockedRead() throws Exception {
    Path reached = folder.resolve("reached");
    install(Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS), Step.reach(reached), Step.hang());
    CommandLineRun run =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                CommandLineRun.interruptible(), arguments().toArray(String[]::new)));
    Processes.await(reached);

    Processes.signal("INT", run.process());

    assertThat(run.await()).as(run.story()).isEqualTo(130);
  }

  @Test
  void aConnectorThatTheWorkerHasNotIsNamedWithTheWorker() throws Exception {
    install(Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS));
    Path vanishing = folder.resolve("vanishing");
    Files.writeString(
        vanishing,
        "#!/bin/sh\n'"
            + folder.resolve("source-fake")
            + "' \"$@\" || exit\n[ \"$1\" != discover ] || rm '"
            + vanishing
            + "'\n");
    assertThat(vanishing.toFile().setExecutable(true)).isTrue();

    CommandLineRun run = finish(3, sync("--source", "exec:./vanishing"));

    assertThat(run.err()).contains("no such file", "On the worker", "each needs it");
  }

  @Test
  void aSinkOfOneMachineIsRefused() throws Exception {
    install(Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS));

    CommandLineRun run = finish(2, sync("--to", "duckdb:x.duckdb"));

    assertThat(run.err()).contains("files of one machine");
  }

  @Test
  void aMasterThatIsNotThereIsNamed() throws Exception {
    install(Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS));

    CommandLineRun run = finish(3, sync("--flink-master", "127.0.0.1:1"));

    assertThat(run.err()).contains("127.0.0.1:1", "Connection refused");
  }

  @Test
  void aSecretThatWouldBeSentIsRefusedAndOneThatIsNamedIsNot() throws Exception {
    FakeConnector.create()
        .withSpec(
            "{\"connectionSpecification\": {\"type\": \"object\", \"properties\":"
                + " {\"token\": {\"type\": \"string\", \"airbyte_secret\": true}}}}")
        .onRead(Step.incremental(Step.Kind.STREAM, 20, 10, STREAMS))
        .installAs(folder, "source-fake");
    Files.writeString(folder.resolve("config.json"), "{\"token\": \"canary\"}");

    CommandLineRun refused = finish(2, sync("--config", "config.json"));

    assertThat(refused.err()).contains("--config env:NAME").doesNotContain("canary");
    finish(0, sync("--config", "file:config.json"));
    assertEachOnce(20);
  }

  private void install(Step... read) throws Exception {
    FakeConnector.create().onRead(read).installAs(folder, "source-fake");
  }

  /** Starts a sync; an option that is given again replaces the one here. */
  private CommandLineRun sync(String... options) throws Exception {
    List<String> arguments = arguments();
    for (int i = 0; i < options.length; i += 2) {
      int known = arguments.indexOf(options[i]);
      if (known >= 0) {
        arguments.set(known + 1, options[i + 1]);
      } else {
        arguments.addAll(List.of(options[i], options[i + 1]));
      }
    }
    return CommandLineRun.start(folder, arguments.toArray(String[]::new));
  }

  private static String target() {
    return "postgresql://127.0.0.1:" + server.port() + "/postgres?schema=raw&user=postgres";
  }

  private static List<String> arguments() {
    return new ArrayList<>(
        List.of(
            "sync",
            "--json",
            "--source",
            "exec:./source-fake",
            "--to",
            target(),
            "--mode",
            "append",
            "--runner",
            "flink",
            "--flink-master",
            cluster.master(),
            "--parallelism",
            "2"));
  }

  private static CommandLineRun finish(int exitCode, CommandLineRun run) throws Exception {
    assertThat(run.await()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  private static void awaitCommit(CommandLineRun run) {
    Processes.awaitCondition(
        "a first commit",
        () -> {
          assertThat(run.process().isAlive()).isTrue();
          return !query("SELECT 1 FROM raw.users LIMIT 1").isEmpty();
        });
  }

  private static void assertEachOnce(int records) throws Exception {
    for (String stream : STREAMS) {
      assertThat(query("SELECT id FROM raw." + stream + " ORDER BY id"))
          .as(stream)
          .isEqualTo(IntStream.rangeClosed(1, records).mapToObj(Integer::toString).toList());
    }
  }

  private static List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      List<String> found = new ArrayList<>();
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }
}
