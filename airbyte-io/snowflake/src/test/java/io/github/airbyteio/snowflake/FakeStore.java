package io.github.airbyteio.snowflake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/** What all sessions share: the database, the stages of its tables, which files were copied. */
final class FakeStore implements AutoCloseable {
  private final Path stages;
  private final DuckDBConnection database;
  private final Map<String, Set<String>> copied = new ConcurrentHashMap<>();
  private final Map<String, Long> created = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong(1_700_000_000L);

  /** Taken by a transaction that updates the streams' rows, until it ends. */
  final Semaphore rows = new Semaphore(1);

  FakeStore(Path stages) throws Exception {
    this.stages = stages;
    Files.createDirectories(stages);
    this.database = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = database.createStatement()) {
      statement.execute("CREATE MACRO PARSE_JSON(x, mode) AS CAST(x AS JSON)");
      statement.execute("CREATE MACRO UUID_STRING() AS CAST(uuid() AS VARCHAR)");
      statement.execute("CREATE MACRO TO_VARIANT(x) AS to_json(x)");
      statement.execute("CREATE MACRO TO_VARCHAR(x) AS CAST(x AS VARCHAR)");
    }
  }

  DuckDBConnection connect() throws SQLException {
    DuckDBConnection connection = (DuckDBConnection) database.duplicate();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
    return connection;
  }

  void created(String table) {
    created.computeIfAbsent(table, name -> clock.incrementAndGet());
  }

  /** Seconds since the epoch at which a table was created. */
  long createdAt(String table) {
    return created.getOrDefault(table, 0L);
  }

  /** The stage of a table goes with it. */
  void dropped(String table) throws IOException {
    created.remove(table);
    copied.remove(table);
    for (Path file : files(table)) {
      Files.delete(file);
    }
  }

  Path stage(String table) throws IOException {
    return Files.createDirectories(stages.resolve(table));
  }

  List<Path> files(String table) throws IOException {
    try (Stream<Path> files = Files.list(stage(table))) {
      return files.sorted().toList();
    }
  }

  /** Files that were not copied into the table yet; they count as copied from now on. */
  List<Path> toCopy(String table) throws IOException {
    Set<String> before = copied.computeIfAbsent(table, name -> new HashSet<>());
    List<Path> files = new ArrayList<>();
    for (Path file : files(table)) {
      if (before.add(file.getFileName().toString())) {
        files.add(file);
      }
    }
    return files;
  }

  /** Forgets what was copied, as Snowflake does after two months. */
  void forgetCopied() {
    copied.clear();
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
