package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.InMemorySink.Step;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.sink.WriteBlocks;
import io.github.airbyteio.state.StateSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way of the data on the Direct runner, its enforcements on. */
class SyncPipelineTest {
  private static final StreamDescriptor A = StreamDescriptor.of("a");
  private static final StreamDescriptor B = StreamDescriptor.of("b");
  private static final int RECORDS = 500;
  private static final List<String> ALL =
      IntStream.range(0, RECORDS).mapToObj(String::valueOf).toList();
  private static final RetryPolicy RETRIES = RetryPolicy.of(3, 3, List.of(Duration.ZERO));

  private final InMemorySink sink = new InMemorySink();

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "GLOBAL"})
  void allRecordsAndTheLastStatesAreCommitted(AirbyteState.Kind kind) {
    sync(FakeSessions.of(1, RECORDS, kind), TestCatalogs.incremental("a", "b"), perConnection());

    assertThat(sink.rows(A)).isEqualTo(ALL);
    assertThat(sink.rows(B)).isEqualTo(ALL);
    assertThat(sink.committedStates()).isNotEmpty();
  }

  @Test
  void eachStreamMayHaveItsOwnProcess() {
    FakeSessions sessions = FakeSessions.of(2, RECORDS, AirbyteState.Kind.STREAM);

    sync(sessions, TestCatalogs.incremental("a", "b"), ProcessLayout.perStream());

    assertThat(sink.rows(A)).isEqualTo(ALL);
    assertThat(sink.rows(B)).isEqualTo(ALL);
    assertThat(sessions.launches()).isEqualTo(2);
  }

  @Test
  void streamsMayShareSomeProcesses() {
    FakeSessions sessions = FakeSessions.of(3, RECORDS, AirbyteState.Kind.STREAM);

    sync(sessions, TestCatalogs.incremental("a", "b", "c"), ProcessLayout.grouped(2));

    assertThat(sink.rows(StreamDescriptor.of("c"))).isEqualTo(ALL);
    assertThat(sessions.launches()).isEqualTo(2);
  }

  @Test
  void aSecondRunContinuesWhereTheFirstEnded() {
    ConfiguredCatalog catalog = TestCatalogs.incremental("a", "b");
    sync(FakeSessions.of(4, 100, AirbyteState.Kind.STREAM), catalog, perConnection());

    sync(FakeSessions.of(5, RECORDS, AirbyteState.Kind.STREAM), catalog, perConnection());

    assertThat(new java.util.TreeSet<>(sink.rows(A))).containsAll(ALL);
  }

  @Test
  void aFailureThatIsFinalCommitsWhatStatesCoverAndFailsThePipeline() {
    FakeSessions broken = new FakeSessions(6, RECORDS, AirbyteState.Kind.STREAM, 20, 99);

    assertThatThrownBy(() -> sync(broken, TestCatalogs.incremental("a", "b"), perConnection()))
        .rootCause()
        .hasMessageContaining("it broke");

    assertThat(sink.rows(A)).isNotEmpty().isEqualTo(ALL.subList(0, sink.rows(A).size()));
    assertThat(sink.stagedBlocks()).as("what no state covers is removed").isLessThan(200);
  }

  @Test
  void anOverwriteShowsNothingBeforeItsEnd() {
    ConfiguredCatalog overwrite =
        TestCatalogs.of(SyncMode.FULL_REFRESH, WriteMode.OVERWRITE, false, "a");
    sync(FakeSessions.of(7, 10, AirbyteState.Kind.STREAM), overwrite, perConnection());
    FakeSessions broken = new FakeSessions(8, RECORDS, AirbyteState.Kind.STREAM, 20, 99);
    assertThatThrownBy(() -> sync(broken, overwrite, perConnection())).isNotNull();
    assertThat(sink.rows(A)).as("the old generation").isEqualTo(ALL.subList(0, 10));

    sync(FakeSessions.of(9, 20, AirbyteState.Kind.STREAM), overwrite, perConnection());

    assertThat(sink.rows(A)).isEqualTo(ALL.subList(0, 20));
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aRunAfterAFailureOfTheSinkLosesNothingAndDoublesNothing(Step step) {
    ConfiguredCatalog catalog = TestCatalogs.incremental("a", "b");
    AtomicInteger passed = new AtomicInteger();
    sink.failBy(
        at -> {
          if (at == step && passed.incrementAndGet() == 2) {
            throw new IOException("the sink broke");
          }
        });
    try {
      sync(FakeSessions.of(10, RECORDS, AirbyteState.Kind.STREAM), catalog, perConnection());
    } catch (RuntimeException e) {
      assertThat(e).rootCause().hasMessageContaining("the sink broke");
    }
    sink.failBy(at -> {});

    sync(FakeSessions.of(11, RECORDS, AirbyteState.Kind.STREAM), catalog, perConnection());

    assertThat(sink.rows(A)).isEqualTo(ALL);
    assertThat(sink.rows(B)).isEqualTo(ALL);
  }

  @Test
  void twoRunsAtOnceDoNotBothCommit() throws InterruptedException {
    ConfiguredCatalog catalog = TestCatalogs.incremental("a");
    AtomicInteger commits = new AtomicInteger();
    sink.failBy(
        at -> {
          if (at == Step.BEFORE_COMMIT && commits.getAndIncrement() == 0) {
            sync(FakeSessions.of(12, RECORDS, AirbyteState.Kind.STREAM), catalog, perConnection());
          }
        });

    assertThatThrownBy(
            () ->
                sync(
                    FakeSessions.of(13, RECORDS, AirbyteState.Kind.STREAM),
                    catalog,
                    perConnection()))
        .rootCause()
        .hasMessageContaining("another run");

    assertThat(sink.rows(A)).isEqualTo(ALL);
  }

  @Test
  void aReadMayBeginBeforeItsPipeline() {
    FakeSessions sessions = FakeSessions.of(14, RECORDS, AirbyteState.Kind.STREAM);
    PlannedRead begun =
        read(sessions, TestCatalogs.incremental("a", "b"), ProcessLayout.perStream())
            .launchedAhead();

    run(begun);

    assertThat(sink.rows(A)).isEqualTo(ALL);
    assertThat(sink.rows(B)).isEqualTo(ALL);
    assertThat(sessions.launches()).isEqualTo(2);
  }

  @Test
  void whatHasBegunServesOnePipeline() {
    FakeSessions sessions = FakeSessions.of(15, RECORDS, AirbyteState.Kind.STREAM);
    PlannedRead begun =
        read(sessions, TestCatalogs.incremental("a"), perConnection()).launchedAhead();
    run(begun);

    run(begun);

    assertThat(sink.rows(A)).isEqualTo(ALL);
    assertThat(sessions.launches()).isEqualTo(2);
  }

  @Test
  void aPlanThatFailsBeforeThePipelineFailsIt() {
    FakeSessions sessions = FakeSessions.of(16, RECORDS, AirbyteState.Kind.STREAM);
    StateSource noWayIn =
        () -> {
          throw new IOException("no way in");
        };
    ConfiguredCatalog catalog = TestCatalogs.incremental("a");
    PlannedRead begun =
        PlannedRead.of("numbers", catalog, sessions, noWayIn, perConnection(), RETRIES)
            .launchedAhead();

    assertThatThrownBy(() -> run(begun)).rootCause().hasMessage("no way in");

    assertThat(sessions.launches()).isZero();
  }

  private static ProcessLayout perConnection() {
    return ProcessLayout.perConnection();
  }

  private void sync(FakeSessions sessions, ConfiguredCatalog catalog, ProcessLayout layout) {
    run(read(sessions, catalog, layout));
  }

  private PlannedRead read(FakeSessions sessions, ConfiguredCatalog catalog, ProcessLayout layout) {
    SinkStates states = new SinkStates(sink, targets(catalog));
    return PlannedRead.of("numbers", catalog, sessions, states, layout, RETRIES);
  }

  private static List<StreamTarget> targets(ConfiguredCatalog catalog) {
    return StreamTargets.of("numbers", catalog, SchemaChangePolicy.EVOLVE);
  }

  private void run(PlannedRead read) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PCollectionTuple outputs = read.expand(PBegin.in(pipeline));
    new WriteBlocks(sink, "numbers", targets(read.catalog()), read.isOneProcess(), null)
        .expand(read.blocks(outputs), read.checkpoints(outputs), read.events(outputs));
    pipeline.run().waitUntilFinish();
  }
}
