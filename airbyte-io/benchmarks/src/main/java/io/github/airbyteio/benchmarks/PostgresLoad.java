package io.github.airbyteio.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
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
import io.github.airbyteio.testing.services.PostgresServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads records of an id and five texts through the Postgres sink, staged by one thread, and the
 * same values as a ready CSV file by psql, on a server that syncs to its disk. Arguments: the
 * number of records, and how often.
 *
 * <p>{@code mvn -q -pl airbyte-io/benchmarks -am package -DskipTests}, then {@code java -Xmx256m
 * -cp … io.github.airbyteio.benchmarks.PostgresLoad 1000000 3}.
 */
public final class PostgresLoad {
  private static final int BLOCK_BYTES = 4 << 20;
  private static final int TEXTS = 5;

  private final PostgresServer server;
  private final int records;

  private PostgresLoad(PostgresServer server, int records) {
    this.server = server;
    this.records = records;
  }

  public static void main(String[] args) throws Exception {
    int records = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    try (PostgresServer server =
        PostgresServer.start("fsync=on", "shared_buffers=256MB", "max_wal_size=4GB")) {
      PostgresLoad load = new PostgresLoad(server, records);
      Path csv = load.writeCsv();
      for (int round = 0; round < rounds; round++) {
        load.copy(csv);
        for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.APPEND_DEDUP)) {
          load.sink(mode, "load_" + round + "_" + mode.wireName());
        }
      }
    }
  }

  private static String text(int record, int column) {
    return String.format("text %017d", record * 31L + column);
  }

  private Path writeCsv() throws IOException {
    Path csv = server.folder().resolve("ready.csv");
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      for (int record = 0; record < records; record++) {
        out.write(Integer.toString(record));
        for (int column = 0; column < TEXTS; column++) {
          out.write(',');
          out.write(text(record, column));
        }
        out.write('\n');
      }
    }
    Files.setPosixFilePermissions(csv, PosixFilePermissions.fromString("rw-r--r--"));
    return csv;
  }

  private void copy(Path csv) throws IOException {
    psql("DROP TABLE IF EXISTS ready");
    psql("CREATE TABLE ready (id bigint, t0 text, t1 text, t2 text, t3 text, t4 text)");
    long start = System.nanoTime();
    psql("\\copy ready FROM '" + csv + "' WITH (FORMAT csv)");
    report("psql \\copy of a CSV", start, System.nanoTime());
  }

  private void psql(String command) throws IOException {
    String unused =
        server.tool(
            "psql",
            "-qX",
            "-h",
            PostgresServer.HOST,
            "-p",
            String.valueOf(server.port()),
            "-U",
            PostgresServer.SUPERUSER,
            "-d",
            "postgres",
            "-c",
            command);
  }

  private void sink(WriteMode mode, String run) throws IOException {
    PostgresSink sink =
        PostgresSink.to(PostgresServer.HOST, server.port(), "postgres")
            .withUser(PostgresServer.SUPERUSER);
    StreamDescriptor stream = StreamDescriptor.of(run);
    StringBuilder properties = new StringBuilder("\"id\":{\"type\":\"integer\"}");
    for (int column = 0; column < TEXTS; column++) {
      properties.append(",\"t").append(column).append("\":{\"type\":\"string\"}");
    }
    StreamSchema schema =
        StreamSchema.fromJsonSchema(
            new ObjectMapper().readTree("{\"properties\":{" + properties + "}}"));
    StreamTarget target =
        StreamTarget.of(
            "c", stream, schema, mode, mode.deduplicates() ? List.of(0) : List.of(), null);
    RecordConformer conformer = new RecordConformer(target.shape(), sink.limits());
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    try (SinkConnection connection = sink.open()) {
      List<String> unused = connection.prepare(target);
      List<StagedBlock> staged = new ArrayList<>();
      long start = System.nanoTime();
      long made = 0;
      for (int from = 0; from < records; ) {
        long making = System.nanoTime();
        RecordBlock block = block(run, stream, staged.size(), from);
        made += System.nanoTime() - making;
        from += (int) block.records();
        staged.add(connection.stage(target, ConformedBlock.of(block, conformer)));
      }
      long behindStaging = System.nanoTime();
      CommitReceipt receipt =
          connection.commit(
              CommitUnit.of(
                  List.of(CommitStep.of(checkpoint(run, stream, staged.size()), staged)),
                  Map.of(stream, target)));
      long end = System.nanoTime();
      String name = mode.wireName();
      report(name + ": conform and stage", start + made, behindStaging);
      report(name + ": commit", behindStaging, end);
      report(name + ": both", start + made, end);
      System.out.printf(
          "%s: %,d records committed, peak heap %,d MiB%n",
          name, receipt.records().get(stream), peakHeapBytes() >> 20);
    }
  }

  /** Protocol lines of a few MiB. */
  private RecordBlock block(String run, StreamDescriptor stream, int index, int from) {
    StringBuilder lines = new StringBuilder(BLOCK_BYTES + 1_000);
    int record = from;
    while (record < records && lines.length() < BLOCK_BYTES) {
      lines.append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"id\":");
      lines.append(record);
      for (int column = 0; column < TEXTS; column++) {
        lines.append(",\"t").append(column).append("\":\"");
        lines.append(text(record, column)).append('"');
      }
      lines.append("},\"emitted_at\":1700000000000}}\n");
      record++;
    }
    return RecordBlock.of(
        BlockId.of(run, stream, index),
        from,
        record - from,
        lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Checkpoint checkpoint(String run, StreamDescriptor stream, int blocks) {
    return Checkpoint.builder()
        .setScope(Scope.stream("c", stream))
        .setRunId(run)
        .setAttempt(run)
        .setSeq(1)
        .setToken(run)
        .setPredecessor(null)
        .setState(AirbyteState.of(AirbyteState.Kind.STREAM, stream, "{}"))
        .setCovers(Map.of(stream, BlockRange.of(0, blocks)))
        .setGenerations(Map.of(stream, Generation.of(1, 0, 1)))
        .setCompletes(Set.of())
        .build();
  }

  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private void report(String what, long start, long end) {
    Duration time = Duration.ofNanos(end - start);
    System.out.printf(
        "%-40s %6.2f s  %,9.0f records/s%n",
        what, time.toMillis() / 1e3, records * 1e9 / time.toNanos());
  }
}
