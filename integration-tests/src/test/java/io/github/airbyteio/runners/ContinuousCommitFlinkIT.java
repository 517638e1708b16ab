package io.github.airbyteio.runners;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.AirbyteRecord;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.faults.LeavesNothing;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.state.StoredState;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.ConnectionStates;
import io.github.airbyteio.store.FileStateStore;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The states of a continuous read behind a sink of the user's own, on Flink with checkpoints: they
 * are never ahead of what the sink has, also when the sink breaks and the job goes back to a
 * checkpoint.
 */
@ExtendWith(LeavesNothing.class)
@Timeout(300)
class ContinuousCommitFlinkIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_ROUND = 10;
  private static final int ROUNDS = 4;

  // Flink is in this JVM, and what it runs are copies: they meet here.
  private static final Set<Integer> DURABLE = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean BROKEN = new AtomicBoolean();
  private static final Queue<String> AHEAD = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;

  /**
   * Has what it was given when its bundle is finished; the first that ends a third round breaks.
   */
  private static final class Write extends DoFn<AirbyteRecord, Integer> {
    private transient List<TimestampedValue<Integer>> held;

    @StartBundle
    public void start() {
      held = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element AirbyteRecord record, @Timestamp Instant time) {
      held.add(TimestampedValue.of(record.json().path("id").asInt(), time));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (TimestampedValue<Integer> row : held) {
        if (row.getValue() == 3 * PER_ROUND && BROKEN.compareAndSet(false, true)) {
          throw new IllegalStateException("the sink broke");
        }
      }
      for (TimestampedValue<Integer> row : held) {
        DURABLE.add(row.getValue());
        context.output(row.getValue(), row.getTimestamp(), GlobalWindow.INSTANCE);
      }
    }
  }

  /** Notes each state that comes before its records. */
  private record Watched(ConnectionStateStore store) implements ConnectionStateStore {
    @Override
    public void prepare() throws IOException {
      store.prepare();
    }

    @Override
    public ConnectionStates load(String connectionId) throws IOException {
      return store.load(connectionId);
    }

    @Override
    public ConnectionStates update(String connectionId, Change change) throws IOException {
      return store.update(
          connectionId,
          before -> {
            ConnectionStates after = change.apply(before);
            int cursor = cursor(after);
            if (!DURABLE.containsAll(upTo(cursor))) {
              AHEAD.add("a state of " + cursor + " with " + DURABLE);
            }
            return after;
          });
    }

    @Override
    public String description() {
      return store.description();
    }
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static int cursor(ConnectionStates states) throws IOException {
    int cursor = 0;
    for (StoredState stored : states.states().values()) {
      if (stored.state() != null) {
        cursor = JSON.readTree(stored.state().json()).findPath("cursor").asInt();
      }
    }
    return cursor;
  }

  @Test
  void statesAreNeverAheadOfTheSinkAlsoAfterARestartFromACheckpoint() throws Exception {
    ConnectionStateStore store =
        new Watched(FileStateStore.in(folder.resolve("states").toString()));
    Step[] growing =
        IntStream.rangeClosed(1, 100)
            .mapToObj(
                run ->
                    Step.onRun(
                        run, Step.incremental(Step.Kind.STREAM, run * PER_ROUND, 5, "users")))
            .toArray(Step[]::new);
    Connection connection =
        Connection.of(FakeConnector.create().onRead(growing).install(folder))
            .withId("own")
            .withStreams("users");
    Pipeline pipeline = Pipeline.create(options());
    ReadResult read =
        pipeline.apply(
            AirbyteIO.read(connection)
                .withStateFrom(store)
                .withPollInterval(Duration.ofSeconds(1)));
    PCollection<Integer> written = read.records().apply("Own", ParDo.of(new Write()));
    read.apply(
        AirbyteIO.commitStates(store).after(written).withCommitInterval(Duration.ofMillis(500)));

    PipelineResult job = pipeline.run();
    try {
      Processes.awaitCondition(
          "four rounds are committed",
          () -> !AHEAD.isEmpty() || cursor(store.load("own")) >= ROUNDS * PER_ROUND);
    } finally {
      job.cancel();
    }
    // A cancel does not wait for what it has cancelled.
    Processes.awaitCondition("the end", () -> Processes.of(folder).isEmpty());

    assertThat(AHEAD).as("states without their records").isEmpty();
    assertThat(BROKEN).as("the job was restarted").isTrue();
    assertThat(DURABLE).containsAll(upTo(cursor(store.load("own"))));
  }

  private static FlinkPipelineOptions options() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(true);
    options.setJobName("commits");
    options.setCheckpointingInterval(300L);
    options.setFinishBundleBeforeCheckpointing(true);
    options.setAttachedMode(false);
    options.setNumberOfExecutionRetries(10);
    options.setExecutionRetryDelay(100L);
    return options;
  }
}
