package io.github.airbyteio.postgres;

import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The indexes that deduplication needs: a unique one on the key, for which nulls are equal, and one
 * of the rows that are marked as deleted, which never holds any after a commit.
 */
final class KeyIndexes {
  private static final String KEY = "_airbyte_key_";
  private static final String DELETED = "_airbyte_deleted_";

  /** A condition on pg_class i: an index of ours. */
  static final String OURS =
      "(starts_with(i.relname, '" + KEY + "') OR starts_with(i.relname, '" + DELETED + "'))";

  private static final String UNIQUE_VIOLATION = "23505";

  private final Connection connection;

  KeyIndexes(Connection connection) {
    this.connection = connection;
  }

  /**
   * Creates what the table's mode needs, and drops what it must not have.
   *
   * @param name the stream's table, or that of its generation
   * @throws io.github.airbyteio.protocol.AirbyteIoException if rows of the table share a key
   */
  void ensure(StreamTable table, String name) throws SQLException {
    boolean deduplicates = table.mode().deduplicates();
    List<String> key = table.target().primaryKey().stream().map(table::columnName).toList();
    boolean hasKey = false;
    boolean hasDeleted = false;
    for (Map.Entry<String, List<String>> index : existing(table, name).entrySet()) {
      if (index.getKey().startsWith(DELETED)) {
        hasDeleted = true;
      } else if (deduplicates && index.getValue().equals(key)) {
        hasKey = true;
      } else {
        execute("DROP INDEX " + table.qualified(index.getKey()));
      }
    }
    if (deduplicates && !hasKey) {
      createKey(table, name);
    }
    String deleted = table.deletedAtColumn();
    if (deleted != null && !hasDeleted) {
      execute(
          "CREATE INDEX "
              + Sql.identifier(DELETED + UUID.randomUUID())
              + " ON "
              + table.qualified(name)
              + " ((1)) WHERE "
              + deleted
              + " IS NOT NULL");
    }
  }

  private void createKey(StreamTable table, String name) throws SQLException {
    try {
      execute(
          "CREATE UNIQUE INDEX "
              + Sql.identifier(KEY + UUID.randomUUID())
              + " ON "
              + table.qualified(name)
              + " ("
              + String.join(", ", table.keyColumns())
              + ") NULLS NOT DISTINCT");
    } catch (SQLException e) {
      if (!PostgresErrors.state(e).equals(UNIQUE_VIOLATION)) {
        throw e;
      }
      throw PostgresTableWriter.refused(
          table,
          "rows of the table "
              + name
              + " have the same primary key "
              + table.keyColumns()
              + ", as appending leaves them.",
          "Replace them by a full refresh (overwrite_dedup), delete all but one of each key, or keep"
              + " appending.",
          e);
    }
  }

  /** The indexes of ours that the table has, and their columns in order. */
  private Map<String, List<String>> existing(StreamTable table, String name) throws SQLException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT i.relname, ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k (number, place) JOIN"
                + " pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number ORDER BY k.place) FROM pg_index x JOIN pg_class i"
                + " ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
                + " n.nspname = ? AND c.relname = ? AND "
                + OURS)) {
      query.setString(1, table.schema());
      query.setString(2, name);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          String[] columns = (String[]) rows.getArray(2).getArray();
          found.put(rows.getString(1), new ArrayList<>(Arrays.asList(columns)));
        }
      }
    }
    return found;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
