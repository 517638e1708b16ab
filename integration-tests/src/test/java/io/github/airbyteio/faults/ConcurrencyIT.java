package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.Step.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Syncs that run at the same time. */
@ExtendWith(LeavesNothing.class)
class ConcurrencyIT {
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  /** A sync into the one database, with a connector of its own. */
  private FakeSync sync(String name, Step... read) throws Exception {
    return FakeSync.of(folder.resolve(name), FakeConnector.create().onRead(read))
        .withMode(Mode.APPEND)
        .withDatabase(folder.resolve("shared.duckdb"))
        .withConnection(connection -> connection.withStreams("users"));
  }

  @Test
  void spare44_twoRunsOfOneConnection_theOneThatCommitsLaterLoses() throws Exception {
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("gate");
    FakeSync slow =
        sync(
            "slow",
            Step.records("users", 1, 3),
            Step.reach(reached),
            Step.gate(gate),
            Step.state("users", "{\"cursor\":3}"));
    Future<FakeSync.Outcome> first = executor.submit(slow::run);
    Processes.await(reached);

    FakeSync.Outcome second = sync("fast", Step.incremental(Kind.STREAM, 10, 5, "users")).run();
    Files.createFile(gate);
    FakeSync.Outcome loser = Processes.result(first);

    assertThat(second.succeeded()).as(second.message()).isTrue();
    assertThat(loser.succeeded()).isFalse();
    assertThat(loser.message()).containsIgnoringCase("another run");
    assertThat(slow.ids("users")).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(slow.states()).containsEntry("users", "{\"cursor\":10}");
  }

  @Test
  void aStateThatIsSetByHandDuringARunIsNotOverwrittenByIt() throws Exception {
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("gate");
    FakeSync running =
        sync(
            "running",
            Step.records("users", 1, 3),
            Step.reach(reached),
            Step.gate(gate),
            Step.state("users", "{\"cursor\":3}"));
    Future<FakeSync.Outcome> run = executor.submit(running::run);
    Processes.await(reached);

    StreamDescriptor users = StreamDescriptor.of("users");
    String seven =
        "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"cursor\":7}}}";
    try (SinkConnection sink = DuckDbSink.to(running.database().toString()).open()) {
      sink.states()
          .set(
              Map.of(
                  Scope.stream("c1", users),
                  Optional.of(AirbyteState.of(AirbyteState.Kind.STREAM, users, seven))));
    }
    Files.createFile(gate);

    assertThat(Processes.result(run).succeeded()).isFalse();
    assertThat(running.states()).containsEntry("users", "{\"cursor\":7}");
    assertThat(running.hasTable("users") ? running.ids("users") : List.of()).isEqualTo(List.of());
  }

  @Test
  void twoConnectionsShareOneFile() throws Exception {
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("gate");
    FakeSync one =
        sync(
            "one",
            Step.records("users", 1, 3),
            Step.reach(reached),
            Step.gate(gate),
            Step.state("users", "{\"cursor\":3}"));
    FakeSync two =
        FakeSync.of(
                folder.resolve("two"),
                FakeConnector.create().onRead(Step.incremental(Kind.STREAM, 10, 5, "orders")))
            .withMode(Mode.APPEND)
            .withDatabase(folder.resolve("shared.duckdb"))
            .withConnection(connection -> connection.withId("c2").withStreams("orders"));
    Future<FakeSync.Outcome> first = executor.submit(one::run);
    Processes.await(reached);

    FakeSync.Outcome second = two.run();
    Files.createFile(gate);

    assertThat(second.succeeded()).as(second.message()).isTrue();
    assertThat(Processes.result(first).succeeded()).as(Processes.result(first).message()).isTrue();
    assertThat(one.ids("users")).containsExactly(1, 2, 3);
    assertThat(one.ids("orders")).hasSize(10);
  }

  @Test
  void twoConnectionsThatRunAtOnceDoNotWriteOneTable() throws Exception {
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("gate");
    FakeSync first =
        sync(
            "one",
            Step.records("users", 1, 3),
            Step.reach(reached),
            Step.gate(gate),
            Step.state("users", "{\"cursor\":3}"));
    Future<FakeSync.Outcome> running = executor.submit(first::run);
    Processes.await(reached);

    FakeSync.Outcome second =
        sync("two", Step.incremental(Kind.STREAM, 9, 3, "users"))
            .withConnection(connection -> connection.withId("c2"))
            .run();
    Files.createFile(gate);
    FakeSync.Outcome other = Processes.result(running);

    // Whichever came to the table first has it; the other one's rows are not in it.
    assertThat(second.succeeded() ^ other.succeeded())
        .as(second.message() + other.message())
        .isTrue();
    assertThat(first.ids("users")).hasSize(second.succeeded() ? 9 : 3);
  }

  @Test
  void twoConnectionsDoNotWriteOneTable() throws Exception {
    assertThat(sync("one", Step.incremental(Kind.STREAM, 3, 3, "users")).run().succeeded())
        .isTrue();

    FakeSync other =
        sync("two", Step.incremental(Kind.STREAM, 9, 3, "users"))
            .withConnection(connection -> connection.withId("c2"));
    FakeSync.Outcome refused = other.run();

    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.message()).contains("users", "c1");
    assertThat(other.ids("users")).containsExactly(1, 2, 3);
  }
}
