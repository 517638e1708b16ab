package io.github.airbyteio.postgres;

import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes staged rows that no commit will read. Best effort: what one fails to remove, a later run
 * does.
 *
 * <p>Each connection of a sink holds an advisory lock under the sink's staging id, shared with its
 * others. Where no one holds that of a table's name, the run that has staged the rows is over.
 */
final class StagingCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(StagingCleaner.class);

  private static final Pattern NAME =
      Pattern.compile(StagingTable.PREFIX + "[0-9a-f]{16}_[0-9a-f]{16}_[0-9a-f]{8}_\\d+");

  private final String schema;
  private final String stagingId;

  StagingCleaner(String schema, String stagingId) {
    this.schema = schema;
    this.stagingId = stagingId;
  }

  /** Says that what this sink has staged is in use, for as long as the connection lives. */
  void claim(Connection connection) throws SQLException {
    execute(connection, "SELECT pg_advisory_lock_shared(" + Hash.key(stagingId) + ")");
  }

  /** Drops what the runs of other sinks have left that are over. */
  void sweep(Connection connection) {
    attempt(
        connection,
        () -> {
          for (String table : tables(connection)) {
            String owner = StagingTable.stagingId(table);
            if (owner.equals(stagingId)) {
              continue;
            }
            String key = "(" + Hash.key(owner) + ")";
            if (isTrue(connection, "SELECT pg_try_advisory_lock" + key)) {
              try {
                execute(connection, "DROP TABLE IF EXISTS " + qualified(table));
              } finally {
                execute(connection, "SELECT pg_advisory_unlock" + key);
              }
            }
          }
        });
  }

  private List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname"
                    + " = "
                    + Sql.literal(schema)
                    + " AND starts_with(c.relname, "
                    + Sql.literal(StagingTable.PREFIX)
                    + ")")) {
      while (rows.next()) {
        if (NAME.matcher(rows.getString(1)).matches()) {
          tables.add(rows.getString(1));
        }
      }
    }
    return tables;
  }

  /**
   * Removes blocks that are committed, and all before them: blocks of an attempt are committed in
   * their order, so none of those is needed either.
   */
  void removeCommitted(Connection connection, List<StagedBlock> blocks) {
    Map<String, Long> last = new LinkedHashMap<>();
    for (StagedBlock block : blocks) {
      last.merge(StagedLocation.of(block).table(), block.id().index(), Math::max);
    }
    last.forEach(
        (table, index) ->
            removeOrDrop(connection, table, "b <= " + index, "b > " + index, isLast(index)));
  }

  private static boolean isLast(long index) {
    return index % StagingTable.BLOCKS == StagingTable.BLOCKS - 1;
  }

  /** Removes one block. */
  void remove(Connection connection, StagedBlock block) {
    StagedLocation location = StagedLocation.of(block);
    removeOrDrop(
        connection, location.table(), "l = " + location.id(), "l <> " + location.id(), false);
  }

  /** Drops the table if nothing else is in it and no one writes to it, else removes the rows. */
  private void removeOrDrop(
      Connection connection, String table, String rows, String others, boolean isFull) {
    boolean dropped =
        attempt(
            connection,
            () -> {
              connection.setAutoCommit(false);
              execute(
                  connection,
                  "LOCK TABLE " + qualified(table) + " IN ACCESS EXCLUSIVE MODE NOWAIT");
              boolean alone =
                  isFull
                      || !isTrue(
                          connection,
                          "SELECT EXISTS (SELECT 1 FROM "
                              + qualified(table)
                              + " WHERE "
                              + others
                              + ")");
              execute(
                  connection,
                  alone
                      ? "DROP TABLE " + qualified(table)
                      : "DELETE FROM " + qualified(table) + " WHERE " + rows);
              connection.commit();
              connection.setAutoCommit(true);
            });
    if (!dropped && !isFull) {
      attempt(
          connection,
          () -> execute(connection, "DELETE FROM " + qualified(table) + " WHERE " + rows));
    }
  }

  private String qualified(String table) {
    return StagingTable.qualified(schema, table);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static boolean attempt(Connection connection, Work work) {
    try {
      work.run();
      return true;
    } catch (SQLException e) {
      LOG.debug("Staged rows stay until a later run: {}", e.getMessage());
      try {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      } catch (SQLException broken) {
        LOG.debug("The connection is broken: {}", broken.getMessage());
      }
      return false;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isTrue(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() && rows.getBoolean(1);
    }
  }
}
