package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Plays commits of one stream against a real DuckDB file and reads the table back. */
final class Scenario implements AutoCloseable {
  final Path file;
  final StreamTarget target;
  final DuckDbSink sink;
  final SinkConnection connection;
  private final Scope scope;
  private String runId = "run";
  private long generation = 1;
  private String token;
  private long seq;
  private long blocks;
  private long records;
  CommitUnit lastUnit;

  Scenario(Path file, WriteMode mode, List<Column> columns, List<Integer> key, Integer cursor)
      throws IOException {
    this(file, "c1", "things", mode, columns, key, cursor);
  }

  Scenario(
      Path file,
      String connectionId,
      String stream,
      WriteMode mode,
      List<Column> columns,
      List<Integer> key,
      Integer cursor)
      throws IOException {
    this(DuckDbSink.to(file.toString()), file, connectionId, stream, mode, columns, key, cursor);
  }

  /** A sink whose tables are in the file. */
  Scenario(
      DuckDbSink sink,
      Path file,
      String connectionId,
      String stream,
      WriteMode mode,
      List<Column> columns,
      List<Integer> key,
      Integer cursor)
      throws IOException {
    this.file = file;
    this.target =
        StreamTarget.of(
            connectionId, StreamDescriptor.of(stream), StreamSchema.of(columns), mode, key, cursor);
    this.scope = Scope.stream(connectionId, target.stream());
    this.sink = sink;
    this.connection = sink.open();
    connection.prepare(target);
  }

  /** A new run that continues from the stored token. */
  Scenario newRun(String id, long newGeneration) throws IOException {
    runId = id;
    generation = newGeneration;
    var stored = connection.states().states(scope.connectionId()).get(scope);
    token = stored == null ? null : stored.token();
    seq = stored == null ? 0 : stored.seq();
    return this;
  }

  CommitReceipt commit(Consumer<Rows> rows) throws IOException {
    return commit(false, rows);
  }

  CommitReceipt complete(Consumer<Rows> rows) throws IOException {
    return commit(true, rows);
  }

  /** Stages the rows as one block and commits it with a state. */
  private CommitReceipt commit(boolean completes, Consumer<Rows> rows) throws IOException {
    lastUnit = CommitUnit.of(List.of(step(completes, rows)), Map.of(target.stream(), target));
    return connection.commit(lastUnit);
  }

  CommitStep step(boolean completes, Consumer<Rows> rows) throws IOException {
    BlockId id = BlockId.of(runId, target.stream(), blocks++);
    Rows block = new Rows(id, records);
    rows.accept(block);
    StagedBlock staged = connection.stage(target, block);
    records += staged.records();
    String predecessor = token;
    token = "token-" + runId + "-" + ++seq;
    Checkpoint checkpoint =
        Checkpoint.builder()
            .setScope(scope)
            .setRunId(runId)
            .setAttempt(runId)
            .setSeq(seq)
            .setToken(token)
            .setPredecessor(predecessor)
            .setState(
                AirbyteState.of(AirbyteState.Kind.STREAM, target.stream(), "{\"seq\":" + seq + "}"))
            .setCovers(Map.of(target.stream(), BlockRange.of(id.index(), id.index() + 1)))
            .setGenerations(
                Map.of(
                    target.stream(),
                    Generation.of(generation, target.mode().replaces() ? generation : 0, 7)))
            .setCompletes(completes ? Set.of(target.stream()) : Set.of())
            .build();
    return CommitStep.of(checkpoint, List.of(staged));
  }

  /** The rows of a query, a list of texts each; SQL NULL is null. */
  List<List<String>> query(String sql) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (Connection reader = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        found.add(row);
      }
    }
    return found;
  }

  void execute(String sql) throws SQLException {
    try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
