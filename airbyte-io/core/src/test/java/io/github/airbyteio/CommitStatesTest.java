package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.store.Checkpoints;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.ConnectionStates;
import io.github.airbyteio.store.FileStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of given checkpoints, on the Direct runner, its enforcements on. */
class CommitStatesTest {
  private static final Scope USERS = Scope.stream(Checkpoints.CONNECTION, Checkpoints.USERS);

  /** What the writers of these tests have written, by the folder of the test's store. */
  private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

  @TempDir Path folder;
  private final Pipeline pipeline = Pipeline.create();

  private ConnectionStateStore store() {
    return FileStateStore.in(folder.resolve("states").toString());
  }

  private static Checkpoint at(long seq) {
    return Checkpoints.of("run", seq, seq == 1 ? null : Checkpoints.token("run", seq - 1));
  }

  private PCollection<Checkpoint> checkpoints(Checkpoint... checkpoints) {
    return pipeline.apply(
        "Given",
        Create.of(Arrays.asList(checkpoints)).withCoder(SerializableCoder.of(Checkpoint.class)));
  }

  private PCollection<ReadEvent> events(ReadEvent... events) {
    return pipeline.apply(
        "GivenEvents",
        Create.of(Arrays.asList(events)).withCoder(SerializableCoder.of(ReadEvent.class)));
  }

  private PCollection<ReadEvent> noEvents() {
    return pipeline.apply("NoEvents", Create.empty(SerializableCoder.of(ReadEvent.class)));
  }

  private ReadResult read(Checkpoint... checkpoints) {
    return TestReads.of(store(), checkpoints(checkpoints), noEvents(), null);
  }

  private long stored() throws IOException {
    store().prepare();
    var stored = store().load(Checkpoints.CONNECTION).states().get(USERS);
    return stored == null ? 0 : stored.seq();
  }

  private PCollection<Long> writes(long... numbers) {
    return pipeline.apply("Writes", Create.of(Arrays.stream(numbers).boxed().toList()));
  }

  @Test
  void theLastStateIsCommittedInOneWrite() throws IOException {
    store().prepare();
    read(at(1), at(2), Checkpoints.closing("run", 3, Checkpoints.token("run", 2)))
        .apply(AirbyteIO.commitStates(store()).after(writes(1)));

    MetricResults metrics = pipeline.run().metrics();

    assertThat(stored()).isEqualTo(3);
    assertThat(store().load(Checkpoints.CONNECTION).generations())
        .containsEntry(Checkpoints.USERS, StoredGeneration.of(1, true, false));
    assertThat(
            metrics
                .queryMetrics(
                    MetricsFilter.builder()
                        .addNameFilter(MetricNameFilter.named("airbyteio", "checkpoints_committed"))
                        .build())
                .getCounters())
        .singleElement()
        .extracting(counter -> counter.getAttempted())
        .isEqualTo(3L);
  }

  @Test
  void aWriteInWindowsIsAwaitedAsAWhole() throws IOException {
    store().prepare();
    PCollection<Long> written =
        writes(1, 2).apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));
    read(at(1)).apply(AirbyteIO.commitStates(store()).after(written));

    pipeline.run().waitUntilFinish();

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void theResultObjectsOfBeamsWritesAreAwaited() throws IOException {
    store().prepare();
    var written =
        writes(1)
            .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
            .apply(TextIO.write().to(folder.resolve("out").toString()).withOutputFilenames());
    read(at(1)).apply(AirbyteIO.commitStates(store()).after(written));

    pipeline.run().waitUntilFinish();

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aWriteThatFailsCommitsNothing() throws IOException {
    store().prepare();
    PCollection<Long> written =
        writes(1)
            .apply(
                MapElements.into(TypeDescriptors.longs())
                    .via(
                        number -> {
                          throw new IllegalStateException("the sink broke");
                        }));
    read(at(1)).apply(AirbyteIO.commitStates(store()).after(written));

    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .hasMessageContaining("the sink broke");

    assertThat(stored()).isZero();
  }

  @Test
  void aReadThatFailedInPartCommitsWhatIsCoveredAndThenFails() throws IOException {
    store().prepare();
    ReadEvent failure =
        ReadEvent.builder(ReadEvent.Kind.STREAM_FAILED)
            .setStream(StreamDescriptor.of("orders"))
            .setMessage("the source broke")
            .build();
    TestReads.of(store(), checkpoints(at(1)), events(failure), null)
        .apply(AirbyteIO.commitStates(store()).after(writes(1)));

    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .rootCause()
        .isInstanceOf(AirbyteIoException.class)
        .hasMessage("the source broke");

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void anotherRunsStateIsNotOverwritten() throws IOException {
    store().prepare();
    read(Checkpoints.of("other", 1, null)).apply(AirbyteIO.commitStates(store()).after(writes(1)));
    pipeline.run().waitUntilFinish();
    CommitStatesTest second = new CommitStatesTest();
    second.folder = folder;
    second.read(at(1), at(2)).apply(AirbyteIO.commitStates(store()).after(second.writes(1)));

    assertThatThrownBy(() -> second.pipeline.run().waitUntilFinish())
        .rootCause()
        .hasMessageContaining("another run");

    assertThat(stored()).isEqualTo(1);
  }

  /** Counts states of which a record had not been written when they were committed. */
  @Test
  void statesOfAnUnboundedReadFollowTheirRecordsWindowByWindow() throws IOException {
    store().prepare();
    TestStream.Builder<Checkpoint> stream =
        TestStream.create(SerializableCoder.of(Checkpoint.class))
            .advanceWatermarkTo(new Instant(0));
    for (int seq = 1; seq <= 20; seq++) {
      Instant time = new Instant(seq * 300L);
      stream =
          stream.addElements(TimestampedValue.of(at(seq), time)).advanceWatermarkTo(time.plus(1));
    }
    PCollection<Checkpoint> checkpoints = pipeline.apply(stream.advanceWatermarkToInfinity());
    PCollection<Void> written =
        checkpoints.apply("Write", ParDo.of(new WriteNumber(folder.toString())));
    ConnectionStateStore watched = new WatchedStore(store(), folder.toString());
    TestReads.of(watched, checkpoints, noEvents(), null)
        .apply(
            AirbyteIO.commitStates(watched)
                .withCommitInterval(java.time.Duration.ofSeconds(1))
                .after(written));

    pipeline.run().waitUntilFinish();

    assertThat(stored()).isEqualTo(20);
    assertThat(WRITTEN).as("window by window").contains(folder + " commits more than once");
  }

  private static final class WriteNumber extends DoFn<Checkpoint, Void> {
    private final String test;

    WriteNumber(String test) {
      this.test = test;
    }

    @ProcessElement
    public void process(@Element Checkpoint checkpoint) {
      WRITTEN.add(test + checkpoint.seq());
    }
  }

  private record WatchedStore(ConnectionStateStore store, String test)
      implements ConnectionStateStore {
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
      var after = store.update(connectionId, change);
      if (!WRITTEN.add(test + " commits")) {
        WRITTEN.add(test + " commits more than once");
      }
      for (long seq = 1; seq <= after.states().get(USERS).seq(); seq++) {
        assertThat(WRITTEN).contains(test + seq);
      }
      return after;
    }

    @Override
    public String description() {
      return store.description();
    }
  }

  @Test
  void whatCouldNotBeRightIsRefused() {
    CommitStates commit = AirbyteIO.commitStates(store());
    ReadResult other =
        TestReads.of(FileStateStore.in("other"), checkpoints(at(1)), noEvents(), null);
    PCollection<Long> written = writes(1);

    assertThatThrownBy(() -> other.apply(commit.after(written)))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("withStateFrom(store)"))
        .hasMessageContaining("does not start from");
    ReadResult read = TestReads.of(store(), other.checkpoints(), other.events(), null);
    assertThatThrownBy(() -> read.apply(commit)).hasMessageContaining("what the states wait for");
    assertThatThrownBy(() -> read.apply(commit.after(PDone.in(pipeline))))
        .hasMessageContaining("PDone has no collection");
    PCollection<Long> endless =
        pipeline.apply(
            TestStream.create(org.apache.beam.sdk.coders.VarLongCoder.of())
                .advanceWatermarkToInfinity());
    assertThatThrownBy(() -> read.apply(commit.after(endless)))
        .hasMessageContaining("never be complete");
    assertThatThrownBy(() -> read.apply(AirbyteIO.write(new InMemorySink())))
        .hasMessageContaining("does not start from");
    assertThatThrownBy(() -> commit.withCommitInterval(java.time.Duration.ZERO))
        .hasMessageContaining("not positive");
  }

  @Test
  void anUnboundedReadWithEventTimesIsRefused() {
    PCollection<Checkpoint> endless =
        pipeline.apply(
            TestStream.create(SerializableCoder.of(Checkpoint.class)).advanceWatermarkToInfinity());
    ReadResult read = TestReads.of(store(), endless, noEvents(), EventTime.emittedAt());

    assertThatThrownBy(() -> read.apply(AirbyteIO.commitStates(store()).after(writes(1))))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("withEventTime()");
  }

  @Test
  void theStoreAndTheIntervalAreDisplayed() {
    DisplayData data =
        DisplayData.from(
            AirbyteIO.commitStates(store()).withCommitInterval(java.time.Duration.ofSeconds(3)));

    assertThat(data.items())
        .extracting(DisplayData.Item::getKey, item -> String.valueOf(item.getValue()))
        .contains(
            org.assertj.core.groups.Tuple.tuple("store", store().description()),
            org.assertj.core.groups.Tuple.tuple("commitInterval", "3000"));
  }
}
