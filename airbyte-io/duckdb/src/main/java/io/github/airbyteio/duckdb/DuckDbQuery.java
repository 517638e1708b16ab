package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of a statement that reads. They are fetched while they are asked for, so that a result
 * of any size fits. Used by one thread.
 */
public final class DuckDbQuery implements AutoCloseable {
  private static final Set<String> FORGOTTEN = Set.of("Invalid result set", "Statement was closed");

  private final Database database;
  private final Connection connection;
  private final String sql;
  private final Statement statement;
  private final @Nullable ResultSet rows;
  private final List<String> columns;

  private DuckDbQuery(Database database, Connection connection, String schema, String sql)
      throws SQLException {
    this.database = database;
    this.connection = connection;
    this.sql = sql;
    this.statement = connection.createStatement();
    if (!schema.equals(DuckDbSink.DEFAULT_SCHEMA)) {
      statement.execute("SET schema = " + Sql.literal(schema));
    }
    this.rows = statement.execute(sql) ? statement.getResultSet() : null;
    List<String> names = new ArrayList<>();
    if (rows != null) {
      ResultSetMetaData about = rows.getMetaData();
      for (int i = 1; i <= about.getColumnCount(); i++) {
        names.add(about.getColumnLabel(i));
      }
    }
    this.columns = List.copyOf(names);
  }

  static DuckDbQuery run(Database database, String schema, String sql) {
    Connection connection = database.connectToRead();
    try {
      return new DuckDbQuery(database, connection, schema, sql);
    } catch (SQLException e) {
      AirbyteIoException refused = refused(database, reason(connection, sql, e));
      try {
        connection.close();
      } catch (SQLException closing) {
        refused.addSuppressed(database.withoutSecrets(closing));
      }
      throw refused;
    }
  }

  /** The names of the columns, not always distinct; none if the statement returns no rows. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Goes to the next row, the first one at first.
   *
   * @return false behind the last row
   * @throws AirbyteIoException of category USAGE if the statement fails at it
   */
  public boolean next() {
    try {
      return rows != null && rows.next();
    } catch (SQLException e) {
      throw refused(database, reason(connection, sql, e));
    }
  }

  /** The values of the row, a NULL as null. */
  public List<@Nullable ResultValue> row() {
    try {
      List<@Nullable ResultValue> values = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        values.add(ResultValues.of(rows, i));
      }
      return Collections.unmodifiableList(values);
    } catch (SQLException e) {
      throw refused(database, e);
    }
  }

  /**
   * The driver forgets why a statement failed behind its first rows. Run again without its rows it
   * says so.
   */
  private static SQLException reason(Connection connection, String sql, SQLException failure) {
    if (!FORGOTTEN.contains(String.valueOf(failure.getMessage()).replaceFirst("^.*Error: ", ""))) {
      return failure;
    }
    try (Statement again = connection.createStatement()) {
      again.execute("EXPLAIN ANALYZE " + sql);
      return failure;
    } catch (SQLException e) {
      e.addSuppressed(failure);
      return e;
    }
  }

  private static AirbyteIoException refused(Database database, SQLException e) {
    SQLException shown = database.withoutSecrets(e);
    String message = String.valueOf(shown.getMessage());
    if (message.contains("read-only mode")) {
      return new AirbyteIoException(
          Category.USAGE,
          null,
          "The statement would write to " + database + ", which is open to be read only.",
          "To change it, open it with DuckDB itself.",
          shown);
    }
    return new AirbyteIoException(
        Category.USAGE, null, "DuckDB refuses the statement: " + message, null, shown);
  }

  @Override
  public void close() {
    try (connection;
        statement) {
      if (rows != null) {
        rows.close();
      }
    } catch (SQLException e) {
      throw refused(database, e);
    }
  }
}
