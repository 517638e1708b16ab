package io.github.airbyteio.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.duckdb.DuckDBConnection;

/** One session: its transaction, its current schema, its warehouse. */
final class FakeSession {
  private static final Pattern AUTOCOMMIT =
      Pattern.compile("(?is)alter session .*set autocommit\\s*=\\s*(true|false).*");
  private static final Pattern STAGE = Pattern.compile("@%([A-Z0-9_]+)(?:/(\\S+))?");

  private final FakeStore store;
  private final DuckDBConnection database;
  private final boolean hasDatabase;
  private final boolean hasWarehouse;
  private @Nullable String schema;
  private boolean autoCommit = true;
  private boolean inTransaction;
  private boolean holdsRows;

  FakeSession(FakeStore store, boolean hasDatabase, boolean hasWarehouse, @Nullable String schema)
      throws SQLException {
    this.store = store;
    this.database = store.connect();
    this.hasDatabase = hasDatabase;
    this.hasWarehouse = hasWarehouse;
    this.schema = schema == null ? null : schema.replace("\"", "");
  }

  synchronized ObjectNode execute(String given, JsonNode binds, boolean described)
      throws SQLException {
    Matcher autocommit = AUTOCOMMIT.matcher(given);
    String command = given.replaceAll("(?s)/\\*.*?\\*/", "").strip();
    if (autocommit.matches()) {
      autoCommit = Boolean.parseBoolean(autocommit.group(1).toLowerCase(Locale.ROOT));
      return FakeAnswers.done();
    }
    if (command.equalsIgnoreCase("commit") || command.equalsIgnoreCase("rollback")) {
      end(command);
      return FakeAnswers.done();
    }
    FakeSql sql = FakeSql.parse(given).checked();
    if (described) {
      int type = sql.changesRows() ? FakeAnswers.DML : FakeAnswers.SELECT;
      return FakeAnswers.described(type, sql.skeleton().chars().filter(c -> c == '?').count());
    }
    require(sql);
    try {
      return execute(sql, binds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void require(FakeSql sql) {
    if (!hasDatabase) {
      throw new FakeError(
          "090105",
          "22000",
          "Cannot perform operation. This session does not have a current database.");
    }
    boolean computes = sql.changesRows() || FakeSnowflake.isOneOf(sql.skeleton(), "SELECT", "COPY");
    if (computes && !hasWarehouse) {
      throw new FakeError(
          "000606", "57P03", "No active warehouse selected in the current session.");
    }
  }

  private ObjectNode execute(FakeSql sql, JsonNode binds) throws SQLException, IOException {
    String first = sql.skeleton().split(" ", 2)[0];
    return switch (first) {
      case "SHOW" -> show(sql);
      case "DESCRIBE" -> describe(sql);
      case "USE" -> {
        schema = sql.names().get(0);
        yield FakeAnswers.done();
      }
      case "PUT" ->
          FakeAnswers.upload(
              sql.texts().get(0).substring("file://".length()), store.stage(stage(sql)).toString());
      case "REMOVE" -> {
        Matcher place = place(sql);
        Files.deleteIfExists(store.stage(stage(sql)).resolve(place.group(2)));
        yield FakeAnswers.done();
      }
      case "COPY" -> copy(sql);
      case "CREATE", "ALTER", "DROP" -> define(sql);
      default -> run(sql, binds);
    };
  }

  private static Matcher place(FakeSql sql) {
    Matcher place = STAGE.matcher(sql.skeleton());
    if (!place.find()) {
      throw FakeError.syntax(sql.sql());
    }
    return place;
  }

  /** The table whose stage it is, which must exist in the current schema. */
  private String stage(FakeSql sql) throws SQLException {
    String table = schema + "." + place(sql).group(1);
    if (store.createdAt(table) == 0) {
      throw new FakeError("002003", "02000", "Stage of " + table + " does not exist.");
    }
    return table;
  }

  private ObjectNode define(FakeSql sql) throws SQLException, IOException {
    end("COMMIT");
    // In DuckDB two that create the same at once are in conflict; one of Snowflake's waits.
    synchronized (store) {
      try (Statement statement = database.createStatement()) {
        for (String each : sql.forDuckDb()) {
          statement.execute(each);
        }
      }
    }
    if (sql.skeleton().startsWith("CREATE SCHEMA")) {
      schema = sql.names().get(0);
    } else if (sql.skeleton().startsWith("CREATE")) {
      store.created(sql.table());
    } else if (sql.skeleton().startsWith("DROP")) {
      store.dropped(sql.table());
    }
    return FakeAnswers.done();
  }

  private ObjectNode show(FakeSql sql) throws SQLException {
    boolean tables = sql.skeleton().startsWith("SHOW TABLES");
    String query =
        tables
            ? "SELECT table_name FROM duckdb_tables() WHERE schema_name = ? AND table_name ILIKE ?"
            : "SELECT schema_name FROM duckdb_schemas() WHERE schema_name <> ? AND schema_name ILIKE ?";
    List<List<String>> rows = new ArrayList<>();
    try (PreparedStatement statement = database.prepareStatement(query)) {
      statement.setString(1, tables ? sql.names().get(0) : "");
      statement.setString(2, sql.texts().get(0));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          String name = found.getString(1);
          long created = tables ? store.createdAt(sql.names().get(0) + "." + name) : 0;
          rows.add(List.of(FakeAnswers.epoch(Instant.ofEpochSecond(created)), name));
        }
      }
    }
    return FakeAnswers.table(
        0x4400, List.of("created_on", "name"), List.of("timestamp_ltz", "text"), rows);
  }

  private ObjectNode describe(FakeSql sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (PreparedStatement statement =
        database.prepareStatement(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND"
                + " table_name = ? ORDER BY column_index")) {
      statement.setString(1, sql.names().get(0));
      statement.setString(2, sql.names().get(1));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          String name = found.getString(1);
          boolean plain = name.matches("[a-z_]+");
          rows.add(List.of(plain ? name.toUpperCase(Locale.ROOT) : name, type(found.getString(2))));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new FakeError("002003", "02000", "Table " + sql.table() + " does not exist.");
    }
    return FakeAnswers.table(0x4500, List.of("name", "type"), List.of("text", "text"), rows);
  }

  private static String type(String duck) {
    return switch (duck) {
      case "VARCHAR" -> "VARCHAR(16777216)";
      case "DECIMAL(38,0)" -> "NUMBER(38,0)";
      case "DOUBLE" -> "FLOAT";
      case "TIME" -> "TIME(9)";
      case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP_TZ(9)";
      case "TIMESTAMP" -> "TIMESTAMP_NTZ(9)";
      case "JSON" -> "VARIANT";
      default -> duck;
    };
  }

  private ObjectNode copy(FakeSql sql) throws SQLException, IOException {
    List<Path> files = store.toCopy(stage(sql));
    long rows = 0;
    if (!files.isEmpty()) {
      String list = files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", "));
      try (Statement statement = database.createStatement()) {
        rows =
            statement.executeUpdate(
                "INSERT INTO \""
                    + sql.names().get(0)
                    + "\".\""
                    + sql.names().get(1)
                    + "\" SELECT * FROM read_csv(["
                    + list
                    + "], header = false, auto_detect = false, delim = ',', quote = '\"', escape ="
                    + " '\"', allow_quoted_nulls = false, compression = 'gzip', parallel = false,"
                    + " max_line_size = 67108864, columns = {"
                    + columns(sql)
                    + "})");
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
    return FakeAnswers.counted(FakeAnswers.COPY, "rows_loaded", rows);
  }

  private String columns(FakeSql sql) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet names =
            statement.executeQuery(
                "SELECT column_name FROM duckdb_columns() WHERE schema_name = '"
                    + sql.names().get(0)
                    + "' AND table_name = '"
                    + sql.names().get(1)
                    + "' ORDER BY column_index")) {
      while (names.next()) {
        columns.add("'" + names.getString(1) + "': 'VARCHAR'");
      }
    }
    return String.join(", ", columns);
  }

  private ObjectNode run(FakeSql sql, JsonNode binds) throws SQLException {
    begin(sql);
    int changed = 0;
    for (String each : sql.forDuckDb()) {
      try (PreparedStatement statement = database.prepareStatement(each)) {
        for (int i = 1; i <= binds.size(); i++) {
          JsonNode value = binds.path(Integer.toString(i)).path("value");
          statement.setString(i, value.isNull() ? null : value.asText());
        }
        if (!sql.changesRows()) {
          try (ResultSet rows = statement.executeQuery()) {
            return FakeAnswers.rows(rows);
          }
        }
        changed = statement.executeUpdate();
      }
    }
    return FakeAnswers.counted(FakeAnswers.DML, "number of rows", changed);
  }

  /**
   * A transaction begins with its first change. One that takes the streams' rows waits for them.
   */
  private void begin(FakeSql sql) throws SQLException {
    if (autoCommit || inTransaction || !sql.changesRows()) {
      return;
    }
    if (sql.skeleton().startsWith("UPDATE") && sql.table().endsWith("._AIRBYTE_STREAMS")) {
      try {
        if (!store.rows.tryAcquire(60, TimeUnit.SECONDS)) {
          throw new FakeError("000625", "57014", "Statement was aborted because of a lock.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FakeError("000604", "57014", "SQL execution canceled");
      }
      holdsRows = true;
    }
    try (Statement statement = database.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
    }
    inTransaction = true;
  }

  private void end(String command) throws SQLException {
    try (Statement statement = database.createStatement()) {
      if (inTransaction) {
        statement.execute(command);
      }
    } finally {
      inTransaction = false;
      if (holdsRows) {
        holdsRows = false;
        store.rows.release();
      }
    }
  }

  synchronized void close() {
    try {
      end("ROLLBACK");
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
