package io.github.airbyteio.benchmarks;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Merges updates of 1 % into a large table, as {@code append_dedup} commits them, beside DuckDB's
 * own MERGE of the same rows from a file. Arguments: rows of the table, repetitions.
 */
public final class MergeBenchmark {
  private static final StreamDescriptor STREAM = StreamDescriptor.of("users");
  private static final StreamTarget TARGET =
      StreamTarget.of(
          "benchmark",
          STREAM,
          StreamSchema.of(
              List.of(
                  Column.of("id", AirbyteType.INTEGER),
                  Column.of("version", AirbyteType.INTEGER),
                  Column.of("name", AirbyteType.STRING),
                  Column.of("mail", AirbyteType.STRING),
                  Column.of("amount", AirbyteType.NUMBER),
                  Column.of("updated_at", AirbyteType.TIMESTAMP_WITH_TIMEZONE))),
          WriteMode.APPEND_DEDUP,
          List.of(0),
          1);
  private static final Scope SCOPE = Scope.stream("benchmark", STREAM);

  private final Path folder;
  private final int rows;

  private MergeBenchmark(Path folder, int rows) {
    this.folder = folder;
    this.rows = rows;
  }

  public static void main(String[] args) throws IOException, SQLException {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
    int repetitions = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    MergeBenchmark benchmark =
        new MergeBenchmark(Files.createTempDirectory("airbyteio-merge"), rows);
    try {
      benchmark.createTables();
      for (int version = 2; version < repetitions + 2; version++) {
        benchmark.commit(version);
        benchmark.merge(version);
      }
    } finally {
      benchmark.delete();
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String file() {
    return folder.resolve("merge.duckdb").toString();
  }

  private void createTables() throws IOException, SQLException {
    try (SinkConnection connection = DuckDbSink.to(file()).open()) {
      List<String> unused = connection.prepare(TARGET);
    }
    execute(
        "INSERT INTO users SELECT range, 1, 'name ' || range, 'mail' || range || '@example.com', range / 4,"
            + " TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(range), CAST(uuid() AS VARCHAR), now(), '{\"changes\":[]}', 1"
            + " FROM range("
            + rows
            + ")",
        "CREATE TABLE own AS SELECT id, version, name, mail, amount, updated_at FROM users",
        "CHECKPOINT");
  }

  /** Each hundredth row, all over the table, in the order of a shuffle. */
  private List<String> updates(int version) {
    List<String> updates = new ArrayList<>();
    int count = rows / 100;
    for (long i = 0; i < count; i++) {
      long id = i * 7_919 % count * 100 + version;
      updates.add(
          String.format(
              Locale.ROOT,
              "{\"id\":%d,\"version\":%d,\"name\":\"name %d\",\"mail\":\"new%d@example.com\",\"amount\":%d.25,\"updated_at\":\"2024-06-01T00:00:00Z\"}",
              id,
              version,
              id,
              id,
              id));
    }
    return updates;
  }

  private void commit(int version) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> updates = updates(version);
    for (String update : updates) {
      lines
          .append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":")
          .append(update)
          .append(",\"emitted_at\":1800000000000}}\n");
    }
    RecordBlock block =
        RecordBlock.of(
            BlockId.of("run " + version, STREAM, 0),
            0,
            updates.size(),
            lines.toString().getBytes(StandardCharsets.UTF_8));
    DuckDbSink sink = DuckDbSink.to(file());
    try (SinkConnection connection = sink.open()) {
      List<String> unused = connection.prepare(TARGET);
      RecordConformer conformer = new RecordConformer(TARGET.shape(), sink.limits());
      long start = System.nanoTime();
      StagedBlock staged = connection.stage(TARGET, ConformedBlock.of(block, conformer));
      report("staged", updates.size(), start);
      CommitUnit unit =
          CommitUnit.of(
              List.of(CommitStep.of(checkpoint(version), List.of(staged))), Map.of(STREAM, TARGET));
      long staging = System.nanoTime();
      CommitReceipt receipt = connection.commit(unit);
      report("committed by append_dedup", receipt.records().get(STREAM), staging);
    }
  }

  private static Checkpoint checkpoint(int version) {
    return Checkpoint.builder()
        .setScope(SCOPE)
        .setRunId("run " + version)
        .setAttempt("run " + version)
        .setSeq(version - 1L)
        .setToken(token(version))
        .setPredecessor(token(version - 1))
        .setState(AirbyteState.of(AirbyteState.Kind.STREAM, STREAM, "{}"))
        .setCovers(Map.of(STREAM, BlockRange.of(0, 1)))
        .setGenerations(Map.of(STREAM, Generation.of(1, 0, version)))
        .setCompletes(Set.of())
        .build();
  }

  private static @Nullable String token(int version) {
    return version == 1 ? null : "token " + version;
  }

  private void merge(int version) throws IOException, SQLException {
    Path json = Files.write(folder.resolve(version + ".json"), updates(version));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
        Statement statement = connection.createStatement()) {
      long start = System.nanoTime();
      statement.execute(
          "MERGE INTO own USING (SELECT * FROM read_json('"
              + json
              + "', format = 'newline_delimited', columns = {id: 'BIGINT', version: 'BIGINT', name: 'VARCHAR', mail: 'VARCHAR', amount: 'DOUBLE',"
              + " updated_at: 'TIMESTAMPTZ'})) AS s ON own.id = s.id"
              + " WHEN MATCHED AND s.version >= own.version THEN UPDATE WHEN NOT MATCHED THEN INSERT");
      report("merged by DuckDB's MERGE", rows / 100, start);
    }
    Files.delete(json);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void report(String what, long count, long start) {
    System.out.printf(
        Locale.ROOT,
        "%,d updates of %,d rows %s in %.2f s%n",
        count,
        rows,
        what,
        (System.nanoTime() - start) / 1e9);
  }
}
