package io.github.airbyteio.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.AirbyteRecord;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.FileStateStore;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.Step.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States in a store behind a sink of the user's own, of real processes. */
class CommitStatesIT {
  private static final int RECORDS = 40;
  private static final List<String> ALL =
      IntStream.rangeClosed(1, RECORDS)
          .boxed()
          .flatMap(id -> List.of("orders " + id, "users " + id).stream())
          .sorted()
          .toList();

  /** What the user's sink holds, and how many records it has been given. */
  private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

  private static final AtomicInteger WRITES = new AtomicInteger();

  @TempDir Path folder;

  @BeforeEach
  void emptySink() {
    WRITTEN.clear();
    WRITES.set(0);
  }

  private ConnectionStateStore store() {
    return FileStateStore.in(folder.resolve("states").toString());
  }

  /** The user's sink; it breaks once, at a record. */
  private static final class WriteOwn extends DoFn<AirbyteRecord, String> {
    private final int breaksAt;

    WriteOwn(int breaksAt) {
      this.breaksAt = breaksAt;
    }

    @ProcessElement
    public void process(@Element AirbyteRecord record, OutputReceiver<String> out) {
      if (WRITES.incrementAndGet() == breaksAt) {
        throw new IllegalStateException("the sink broke");
      }
      String row = record.stream() + " " + record.json().path("id").asInt();
      WRITTEN.add(row);
      out.output(row);
    }
  }

  private Connection connection(Step... steps) throws IOException {
    return Connection.of(FakeConnector.create().onRead(steps).install(folder))
        .withId("own")
        .withStreams("users", "orders");
  }

  private void run(Connection connection, int breaksAt) {
    Pipeline pipeline = Pipeline.create();
    ReadResult read =
        pipeline.apply(
            AirbyteIO.read(connection)
                .withStateFrom(store())
                .withRetryPolicy(RetryPolicy.none())
                .withCheckpointInterval(Duration.ZERO));
    PCollection<String> written = read.records().apply("Own", ParDo.of(new WriteOwn(breaksAt)));
    read.apply(AirbyteIO.commitStates(store()).after(written));
    pipeline.run().waitUntilFinish();
  }

  private static List<String> written() {
    return new ArrayList<>(WRITTEN).stream().sorted().toList();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRunBehindABrokenSinkLosesNothingAndTheNextReadsNothingNew(Kind kind) throws IOException {
    Connection connection = connection(Step.incremental(kind, RECORDS, 5, "users", "orders"));
    assertThatThrownBy(() -> run(connection, 33)).hasMessageContaining("the sink broke");
    assertThat(store().load("own").states()).as("nothing is committed").isEmpty();

    run(connection, 0);
    assertThat(written()).isEqualTo(ALL);
    assertThat(store().load("own").states().values())
        .isNotEmpty()
        .allSatisfy(stored -> assertThat(stored.state().kind().name()).isEqualTo(kind.name()));

    WRITES.set(0);
    run(connection, 0);
    assertThat(WRITES).as("what is committed is not read again").hasValue(0);
  }

  @Test
  void aSourceThatBreaksCommitsWhatItsStatesCoverAndCompletesNothing() throws IOException {
    Connection broken =
        connection(
            Step.status("users", "STARTED"),
            Step.records("users", 1, 3),
            Step.state("users", "{\"cursor\":3}"),
            Step.records("users", 4, 5),
            Step.exit(1));
    assertThatThrownBy(() -> run(broken, 0)).rootCause().hasMessageContaining("exit code 1");
    assertThat(store().load("own").states()).hasSize(1);
    assertThat(store().load("own").generations())
        .containsOnly(
            java.util.Map.entry(
                StreamDescriptor.of("users"), StoredGeneration.of(1, false, false)));

    WRITES.set(0);
    run(connection(Step.incremental(Kind.STREAM, RECORDS, 5, "users", "orders")), 0);

    assertThat(written()).isEqualTo(ALL);
    assertThat(WRITES).as("behind the state").hasValue(2 * RECORDS - 3);
  }

  @Test
  void aFullRefreshBeginsAGenerationAndReadsAllAgain() throws IOException {
    Connection refresh =
        connection(Step.incremental(Kind.STREAM, RECORDS, 5, "users", "orders"))
            .withSelection(
                StreamSelection.all().withNames("users", "orders").withFullRefresh(true));
    run(refresh, 0);
    WRITES.set(0);

    run(refresh, 0);

    assertThat(WRITES).hasValue(2 * RECORDS);
    assertThat(store().load("own").generations().values())
        .allSatisfy(generation -> assertThat(generation.complete()).isTrue())
        .allSatisfy(generation -> assertThat(generation.id()).isEqualTo(2));
  }

  @Test
  void aStoreThatCannotBeWrittenIsToldBeforeTheConnectorStarts() throws IOException {
    Connection connection = connection(Step.records("users", 1, 5));
    Files.createFile(folder.resolve("states"));

    assertThatThrownBy(() -> run(connection, 0))
        .rootCause()
        .hasMessageContaining(folder.resolve("states").toString());

    assertThat(WRITES).hasValue(0);
  }
}
