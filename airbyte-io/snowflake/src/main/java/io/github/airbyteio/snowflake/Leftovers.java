package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.StreamTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Removes the tables of a stream that are needed no longer once a read of it is complete: what this
 * run has used, and what runs before it have left that were killed.
 *
 * <p>A staging area that is older than one that a complete read was committed from holds nothing
 * that can still be committed: its run read a state that has been moved on since. A newer one may
 * belong to a run that has begun behind this one, and stays.
 */
final class Leftovers {
  private final String schema;
  private final Map<StreamDescriptor, Set<String>> used = new HashMap<>();

  Leftovers(String schema) {
    this.schema = schema;
  }

  /** Keeps in mind which areas the blocks of a commit were in. */
  void note(CommitUnit unit) {
    unit.steps().forEach(step -> step.blocks().forEach(this::note));
  }

  private void note(StagedBlock block) {
    used.computeIfAbsent(block.id().stream(), stream -> new HashSet<>())
        .add(StagingArea.of(schema, block).name());
  }

  /**
   * Removes what a stream no longer needs, now that a read of it is complete.
   *
   * @param generation the one that is complete
   */
  void remove(Connection connection, StreamTable table, Generation generation) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      removeAreas(statement, table);
      removeGenerations(statement, table, generation);
    }
  }

  private void removeAreas(Statement statement, StreamTable table) throws SQLException {
    Set<String> own = used.remove(table.target().stream());
    if (own == null) {
      return;
    }
    Map<String, Timestamp> all = tables(statement, StagingArea.prefix(table.target()));
    Timestamp newest =
        own.stream().filter(all::containsKey).map(all::get).max(Timestamp::compareTo).orElse(null);
    for (Map.Entry<String, Timestamp> area : all.entrySet()) {
      if (own.contains(area.getKey()) || newest != null && area.getValue().before(newest)) {
        drop(statement, area.getKey());
      }
    }
  }

  private void removeGenerations(Statement statement, StreamTable table, Generation generation)
      throws SQLException {
    if (generation.replacesOlder()) {
      drop(statement, new GenerationTable(table, generation).name());
    }
    String prefix = GenerationTable.prefix(table);
    for (String name : tables(statement, prefix).keySet()) {
      String id = name.substring(prefix.length());
      if (id.matches("\\d{1,18}") && Long.parseLong(id) < generation.id()) {
        drop(statement, name);
      }
    }
  }

  /** When each table whose name begins so was created. */
  private Map<String, Timestamp> tables(Statement statement, String prefix) throws SQLException {
    Map<String, Timestamp> found = new TreeMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SHOW TABLES LIKE "
                + SnowflakeDialect.literal(SnowflakeDialect.pattern(prefix) + "%")
                + " IN SCHEMA "
                + SnowflakeDialect.identifier(schema))) {
      while (rows.next()) {
        if (rows.getString("name").startsWith(prefix)) {
          found.put(rows.getString("name"), rows.getTimestamp("created_on"));
        }
      }
    }
    return found;
  }

  private void drop(Statement statement, String name) throws SQLException {
    statement.execute(new StagingArea(schema, name).drop());
  }
}
