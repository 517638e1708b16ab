package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.OutcomeUnknownException;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.testing.services.PostgresServer;
import io.github.airbyteio.testing.sink.StreamWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whenever the server or the line to it dies, nothing is lost and nothing is doubled. */
class PostgresCrashIT {
  private static final String ID = "\"id\":{\"type\":\"integer\"}";

  private PostgresServer server;
  private PostgresHarness harness;

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.start();
    harness = PostgresHarness.of(SharedServer.sink(server));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private StreamWriter writer(PostgresHarness on) {
    return new StreamWriter(on, "c", StreamDescriptor.of("s"), ID);
  }

  private StreamWriter writer() {
    return writer(harness);
  }

  @Test
  void theServerIsKilledWhileABlockIsStaged() throws Exception {
    StreamWriter writer = writer();
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(writer.target());
      ConformedBlock deadly = new DeadlyBlock(writer);

      assertThatThrownBy(() -> connection.stage(writer.target(), deadly))
          .hasMessageContaining("cannot be staged");

      server.restart();
      StagedBlock again = writer.stage(connection, "{\"id\":1}", "{\"id\":2}");
      connection.prepare(writer.target());
      assertThat(connection.commit(writer.unit(connection, false, List.of(again))).checkpoints())
          .isEqualTo(1);
    }
    assertThat(writer.values("id")).containsExactly("1", "2");
  }

  /** Kills the server between its first row and the others. */
  private final class DeadlyBlock implements ConformedBlock {
    private final StreamWriter writer;

    DeadlyBlock(StreamWriter writer) {
      this.writer = writer;
    }

    @Override
    public BlockId id() {
      try {
        return BlockId.of("deadly", writer.target().stream(), 0);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public long firstRecordNumber() {
      return 0;
    }

    @Override
    public long bytes() {
      return 1;
    }

    @Override
    public ConformCounts forEachRow(RowHandler handler) throws IOException {
      server.kill();
      int rows = 1_000_000;
      byte[] value = "1".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < rows; i++) {
        handler.startRow(0);
        handler.value(0, value, 0, 1);
        handler.endRow(null);
      }
      return ConformCounts.of(rows, 0, 0);
    }
  }

  @Test
  void theServerIsKilledBetweenStagingAndCommit() throws Exception {
    for (WriteMode mode : WriteMode.values()) {
      StreamWriter writer = writer().withMode(mode).withKey("id").newRun(1);
      try (SinkConnection connection = harness.sink().open()) {
        connection.prepare(writer.target());
        StagedBlock staged = writer.stage(connection, "{\"id\":1}", "{\"id\":2}");
        CommitUnit unit = writer.unit(connection, true, List.of(staged));
        server.kill();
        server.restart();

        assertThatThrownBy(() -> connection.commit(unit))
            .as("the line is broken: %s", mode)
            .hasMessageContaining("Nothing was committed");
        AirbyteIoException gone =
            catchThrowableOfType(AirbyteIoException.class, () -> connection.commit(unit));
        assertThat(gone).hasMessageContaining("2 of 2 staged records are gone");
        assertThat(gone.hint()).contains("Run again");
        assertThat(writer.rows()).isEmpty();
      }
      writer.newRun(1).complete("{\"id\":1}", "{\"id\":2}");
      assertThat(writer.values("id")).containsExactly("1", "2");
      harness.close();
    }
  }

  @Test
  void theServerIsKilledInACommitBeforeItsEnd() throws Exception {
    StreamWriter writer = writer();
    writer.commit("{\"id\":1}");
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(writer.target());
      StagedBlock staged = writer.stage(connection, "{\"id\":2}");
      CommitUnit unit = writer.unit(connection, false, List.of(staged));
      CompletableFuture<Throwable> commit = blockedCommit(connection, unit);
      server.kill();
      assertThat(commit.join()).hasMessageContaining("Nothing was committed");
    }
    server.restart();
    assertThat(writer.values("id")).containsExactly("1");
    assertThat(harness.query("SELECT seq FROM _airbyte_state")).containsExactly("1");

    writer.newRun(1).commit("{\"id\":2}");
    assertThat(writer.values("id")).containsExactly("1", "2");
  }

  /** Runs a commit to its last statement, where it waits for the lock that a connection holds. */
  private CompletableFuture<Throwable> blockedCommit(SinkConnection connection, CommitUnit unit)
      throws Exception {
    Connection holder = DriverManager.getConnection(server.jdbcUrl());
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute(
          "LOCK TABLE \"" + harness.sink().schema() + "\"._airbyte_state IN EXCLUSIVE MODE");
    }
    CompletableFuture<Throwable> commit =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new AssertionError("committed: " + connection.commit(unit));
              } catch (IOException | RuntimeException e) {
                return e;
              }
            });
    while (harness
        .query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        .isEmpty()) {
      assertThat(commit).isNotDone();
    }
    return commit;
  }

  @Test
  void theLineIsCutWhenTheCommitIsDone() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (TcpProxy proxy = TcpProxy.to(server.port(), bytes -> cutAtCommit(armed, bytes))) {
      PostgresHarness cut = through(proxy);
      StreamWriter writer = writer(cut);
      try (SinkConnection connection = cut.sink().open()) {
        connection.prepare(writer.target());
        StagedBlock staged = writer.stage(connection, "{\"id\":1}");
        CommitUnit unit = writer.unit(connection, false, List.of(staged));
        armed.set(true);

        assertThat(connection.commit(unit).checkpoints())
            .as("the row was read again on a new line")
            .isEqualTo(1);
        assertThat(armed).isFalse();
        assertThat(connection.commit(unit).checkpoints()).as("repeated").isZero();
      }
      assertThat(writer.values("id")).containsExactly("1");
    }
  }

  @Test
  void theLineIsCutWhenTheCommitIsDoneAndStaysSo() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (TcpProxy proxy = TcpProxy.to(server.port(), bytes -> cutAtCommit(armed, bytes))) {
      PostgresHarness cut = through(proxy);
      StreamWriter writer = writer(cut);
      try (SinkConnection connection = cut.sink().open()) {
        connection.prepare(writer.target());
        StagedBlock staged = writer.stage(connection, "{\"id\":1}");
        CommitUnit unit = writer.unit(connection, false, List.of(staged));
        armed.set(true);
        server.accept("host all all 127.0.0.1/32 reject");

        assertThatThrownBy(() -> connection.commit(unit))
            .isInstanceOf(OutcomeUnknownException.class);

        server.acceptAll();
        assertThat(connection.commit(unit).checkpoints()).as("it had been committed").isZero();
      }
      assertThat(writer.values("id")).containsExactly("1");
    }
  }

  private PostgresHarness through(TcpProxy proxy) {
    return PostgresHarness.of(
        PostgresSink.to(PostgresServer.HOST, proxy.port(), "postgres")
            .withUser(PostgresServer.SUPERUSER));
  }

  /** The server has committed and says so; the client does not hear it. */
  private static byte[] cutAtCommit(AtomicBoolean armed, byte[] bytes) {
    return TcpProxy.contains(bytes, "COMMIT\u0000") && armed.compareAndSet(true, false)
        ? null
        : bytes;
  }
}
