package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sink.StagedBlock;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Moves staged rows into tables, in the transaction of a commit. What is here suits stores in which
 * a transaction may change definitions.
 */
public abstract class TableWriter {
  private final TableKeeper tables;

  protected TableWriter(TableKeeper tables) {
    this.tables = tables;
  }

  protected final TableKeeper tables() {
    return tables;
  }

  /** What a stream's table, or that of an unfinished generation, needs beside its columns. */
  protected void prepare(StreamTable table, String name) throws SQLException {}

  /** Creates the table of a generation that is to replace older ones, unless it is there. */
  protected void createGeneration(StreamTable table) throws SQLException {
    tables.create(table, table.generationTable());
    prepare(table, table.generationTable());
  }

  /** Drops what an older generation has left unfinished, if anything. */
  protected void dropGeneration(StreamTable table) throws SQLException {
    tables.execute("DROP TABLE IF EXISTS " + table.qualified(table.generationTable()));
  }

  /** Puts the generation's rows into the place of all older ones. */
  protected void replace(StreamTable table) throws SQLException {
    tables.execute("DROP TABLE " + table.qualified());
    tables.execute(
        "ALTER TABLE "
            + table.qualified(table.generationTable())
            + " RENAME TO "
            + Sql.identifier(table.name()));
  }

  /**
   * Adds the blocks' rows.
   *
   * @param name the stream's table, or that of its generation
   */
  protected abstract void append(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException;

  /**
   * Keeps the latest row of each key, by {@link #latestFirst} among the blocks' rows and by {@link
   * #isNotOlder} against the table's. Keys are compared null-safe. If the latest row says that it
   * is deleted, none is kept.
   *
   * @param name the stream's table, or that of its generation
   */
  protected abstract void upsert(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException;

  /**
   * The order of a key's rows: the greatest cursor, nulls last; then the latest extraction, then
   * the latest arrival.
   *
   * @param number the column with the record's number
   */
  protected static String latestFirst(StreamTable table, String number) {
    String cursor = table.cursorColumn();
    return (cursor == null ? "" : cursor + " DESC NULLS LAST, ")
        + table.metaColumn(ColumnNames.EXTRACTED_AT)
        + " DESC, "
        + number
        + " DESC";
  }

  /**
   * Whether the row s replaces the row t of its key, which arrived before it: by cursor, then by
   * time; on a tie it does.
   */
  protected static String isNotOlder(StreamTable table, String s, String t) {
    return isNotOlder(table, s, t, "");
  }

  /**
   * The same, with the cursors compared as the collation says.
   *
   * @param collation what follows the comparison: {@code COLLATE "C"}, or nothing
   */
  protected static String isNotOlder(StreamTable table, String s, String t, String collation) {
    String byTime =
        String.format("%2$s.%1$s >= %3$s.%1$s", table.metaColumn(ColumnNames.EXTRACTED_AT), s, t);
    @Nullable String cursor = table.cursorColumn();
    if (cursor == null) {
      return byTime;
    }
    return String.format(
        "(%2$s.%1$s > %3$s.%1$s%5$s OR (%3$s.%1$s IS NULL AND %2$s.%1$s IS NOT NULL) OR (%2$s.%1$s IS NOT DISTINCT FROM %3$s.%1$s AND %4$s))",
        cursor, s, t, byTime, collation);
  }

  /** Whether the rows s and t have the same key; null is a key's part like any other. */
  protected static String sameKey(StreamTable table, String s, String t) {
    return table.keyColumns().stream()
        .map(key -> s + "." + key + " IS NOT DISTINCT FROM " + t + "." + key)
        .collect(Collectors.joining(" AND "));
  }
}
