package io.github.airbyteio.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.faults.FakeSync;
import io.github.airbyteio.faults.LeavesNothing;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A continuous read on Flink with checkpoints: rounds, a restart in the midst, a cancel. */
@ExtendWith(LeavesNothing.class)
@Timeout(300)
class ContinuousReadFlinkIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_ROUND = 10;

  @TempDir Path folder;

  @Test
  void roundsGoOnAfterARestartFromACheckpoint() throws Exception {
    FakeSync target = FakeSync.of(folder, FakeConnector.create().onRead(growing()));
    Sink sink = DuckDbSink.to(target.database().toString());
    Path broke = folder.resolve("broke");
    Path report = folder.resolve("report.json");
    FlinkPipelineOptions options = options();
    options.setCheckpointingInterval(500L);
    options.setFinishBundleBeforeCheckpointing(true);
    options.setAttachedMode(false);

    PipelineResult job = pipeline(options, new BreaksOnce(sink, broke.toString()), report).run();
    try {
      Processes.awaitCondition(
          "four rounds are reported",
          () -> JSON.readTree(report.toFile()).at("/round/number").asInt() >= 4);
      Processes.awaitCondition("four rounds are stored", () -> cursor(target) >= 4 * PER_ROUND);
    } finally {
      job.cancel();
    }
    // A cancel does not wait for what it has cancelled.
    Processes.awaitCondition("the end", () -> Processes.of(folder).isEmpty());

    assertThat(broke).as("the job was restarted").exists();
    assertThat(target.ids("users"))
        .isEqualTo(IntStream.rangeClosed(1, cursor(target)).boxed().toList());
    List<Integer> orders = target.ids("orders");
    assertThat(orders).as("replaced by each round").hasSizeGreaterThanOrEqualTo(4 * PER_ROUND);
    assertThat(orders).isEqualTo(IntStream.rangeClosed(1, orders.size()).boxed().toList());
    assertThat(target.generations("orders")).hasSize(1);
  }

  /** A job there is not cancelled: it ends with the account of its source. */
  @Test
  void roundsOnTheHarnessOfTheFnApi() throws Exception {
    int rounds = 3;
    List<Step> steps = new ArrayList<>(List.of(growing()).subList(0, rounds));
    steps.add(
        Step.onRun(
            rounds + 1, Step.error(null, "config_error", "The account is closed."), Step.exit(1)));
    FakeSync target =
        FakeSync.of(folder, FakeConnector.create().onRead(steps.toArray(Step[]::new)));
    FlinkPipelineOptions options =
        TestedRunner.FN_API_STREAMING.options().as(FlinkPipelineOptions.class);
    options.setShutdownSourcesAfterIdleMs(Long.MAX_VALUE);
    options.setNumberOfExecutionRetries(0);
    Pipeline pipeline =
        pipeline(
            options, DuckDbSink.to(target.database().toString()), folder.resolve("report.json"));

    assertThatThrownBy(() -> TestedRunner.FN_API_STREAMING.run(pipeline))
        .hasStackTraceContaining("The account is closed.");

    for (String stream : List.of("users", "orders")) {
      assertThat(target.ids(stream))
          .isEqualTo(IntStream.rangeClosed(1, rounds * PER_ROUND).boxed().toList());
    }
  }

  @Test
  void withoutCheckpointsItIsRefused() throws Exception {
    FakeSync target = FakeSync.of(folder, FakeConnector.create());
    Sink sink = DuckDbSink.to(target.database().toString());
    Pipeline pipeline = pipeline(options(), sink, folder.resolve("report.json"));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("needs checkpoints");
  }

  /** Each process brings some records more than the one before it. */
  private static Step[] growing() {
    return IntStream.rangeClosed(1, 100)
        .mapToObj(
            run ->
                Step.onRun(
                    run,
                    Step.incremental(Step.Kind.STREAM, run * PER_ROUND, 5, "users"),
                    Step.status("orders", "STARTED"),
                    Step.records("orders", 1, run * PER_ROUND),
                    Step.status("orders", "COMPLETE")))
        .toArray(Step[]::new);
  }

  private static int cursor(FakeSync target) throws Exception {
    return JSON.readTree(target.states().get("users")).path("cursor").asInt();
  }

  private Pipeline pipeline(FlinkPipelineOptions options, Sink sink, Path report)
      throws IOException {
    Connection connection =
        Connection.of(Connector.executable(folder.resolve("source-fake").toString()))
            .withId("c1")
            .withSelection(
                StreamSelection.of("users", "orders")
                    .withMode(StreamSelection.Mode.parse("append")));
    ConfiguredCatalog catalog = connection.resolveCatalog();
    ConfiguredStream orders = catalog.streams().get(1);
    connection =
        connection.withCatalog(
            ConfiguredCatalog.of(
                List.of(
                    catalog.streams().get(0),
                    ConfiguredStream.of(
                        orders.stream(),
                        SyncMode.FULL_REFRESH,
                        WriteMode.OVERWRITE,
                        List.of(),
                        List.of()))));
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            AirbyteIO.read(connection).withStateFrom(sink).withPollInterval(Duration.ofSeconds(1)))
        .apply(AirbyteIO.write(sink).withReport(report.toString()));
    return pipeline;
  }

  private static FlinkPipelineOptions options() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(true);
    options.setJobName("continuous");
    return options;
  }
}
