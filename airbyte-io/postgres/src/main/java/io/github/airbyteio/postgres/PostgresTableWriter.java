package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.StreamTable;
import io.github.airbyteio.sql.TableKeeper;
import io.github.airbyteio.sql.TableWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Moves rows from staging tables into those of the streams. Rows are counted as they are moved: if
 * some are gone, nothing is committed.
 */
final class PostgresTableWriter extends TableWriter {
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String PROGRAM_LIMIT = "54000";

  private final Connection connection;
  private final KeyIndexes indexes;
  private final TableReplacement replacement;

  PostgresTableWriter(TableKeeper tables, Connection connection, boolean replacesInPlace) {
    super(tables);
    this.connection = connection;
    this.indexes = new KeyIndexes(connection);
    this.replacement =
        replacesInPlace
            ? new ReplacementInPlace(tables, indexes)
            : new ReplacementByRename(connection);
  }

  /**
   * A table that will be replaced keeps the key it has until then; that it can be replaced is seen
   * to now.
   */
  @Override
  protected void prepare(StreamTable table, String name) throws SQLException {
    if (table.mode().replaces() && name.equals(table.name())) {
      replacement.check(table);
    } else {
      indexes.ensure(table, name);
    }
  }

  @Override
  protected void append(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    indexes.ensure(table, name);
    for (StagedRows rows : StagedRows.of(table, blocks)) {
      long moved = update(rows, insertInto(table, name, "") + rows.all(generation));
      requireAll(rows, moved);
    }
  }

  @Override
  protected void upsert(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    indexes.ensure(table, name);
    for (StagedRows rows : StagedRows.of(table, blocks)) {
      requireAll(rows, count(rows));
      update(
          rows,
          insertInto(table, name, " AS t")
              + rows.latest(generation)
              + " ON CONFLICT ("
              + String.join(", ", table.keyColumns())
              + ") DO UPDATE SET "
              + table.columnNames().stream()
                  .map(column -> column + " = EXCLUDED." + column)
                  .collect(Collectors.joining(", "))
              + " WHERE "
              + isNotOlder(table));
    }
    String deleted = table.deletedAtColumn();
    if (deleted != null) {
      tables()
          .execute("DELETE FROM " + table.qualified(name) + " WHERE " + deleted + " IS NOT NULL");
    }
  }

  private static String insertInto(StreamTable table, String name, String alias) {
    return "INSERT INTO "
        + table.qualified(name)
        + alias
        + " ("
        + String.join(", ", table.columnNames())
        + ") ";
  }

  /** Whether the new row replaces the stored one of its key; texts are compared by their bytes. */
  private static String isNotOlder(StreamTable table) {
    Integer cursor = table.target().cursor();
    String collation = cursor == null ? "" : StagedRows.collation(table.type(cursor));
    return isNotOlder(table, "EXCLUDED", "t", collation);
  }

  @Override
  protected void replace(StreamTable table) throws SQLException {
    replacement.replace(table);
  }

  private long count(StagedRows rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery(rows.count())) {
      count.next();
      return count.getLong(1);
    } catch (SQLException e) {
      throw explained(rows, e);
    }
  }

  private long update(StagedRows rows, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw explained(rows, e);
    }
  }

  private static SQLException explained(StagedRows rows, SQLException e) {
    if (PostgresErrors.state(e).equals(UNDEFINED_TABLE)
        && String.valueOf(e.getMessage()).contains(StagingTable.PREFIX)) {
      throw gone(rows, 0);
    }
    if (PostgresErrors.state(e).equals(PROGRAM_LIMIT)
        && String.valueOf(e.getMessage()).contains("index row")) {
      throw refused(
          rows.table(),
          "a value of its primary key is too long for Postgres, whose keys have 2,700 bytes at most.",
          "Choose another primary key, hash the field, or append.",
          e);
    }
    return e;
  }

  private static void requireAll(StagedRows rows, long found) {
    if (found != rows.records()) {
      throw gone(rows, found);
    }
  }

  private static AirbyteIoException gone(StagedRows rows, long found) {
    return refused(
        rows.table(),
        String.format(
            "%,d of %,d staged records are gone. A server that crashes loses what is staged and not"
                + " yet committed. Nothing of this commit was written.",
            rows.records() - found, rows.records()),
        "Run again: the sync continues from the state that is stored, and reads these records once"
            + " more.",
        null);
  }

  static AirbyteIoException refused(
      StreamTable table, String why, String hint, SQLException cause) {
    return new AirbyteIoException(
        Category.SINK,
        table.target().stream(),
        "Stream '" + table.target().stream() + "' cannot be written: " + why,
        hint,
        cause);
  }
}
