package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import io.github.airbyteio.sql.TableKeeper;
import io.github.airbyteio.sql.TableWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Lets DuckDB read the staged files into tables. */
final class DuckDbTableWriter extends TableWriter {
  private static final String STAGED = "temp._airbyte_staged";

  /** Below that the order costs nothing worth mentioning. */
  private static final long MANY_ROWS = 1_000_000;

  /** Fewer are not worth the look whether texts repeat. */
  private static final long ROW_GROUP = 122_880;

  private final Connection connection;
  private final boolean storesHere;

  /**
   * @param storesHere whether it is the DuckDB of this process that compresses the rows
   */
  DuckDbTableWriter(TableKeeper tables, Connection connection, boolean storesHere) {
    super(tables);
    this.connection = connection;
    this.storesHere = storesHere;
  }

  @Override
  protected void append(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    insert(
        "INSERT INTO "
            + table.qualified(name)
            + " ("
            + String.join(", ", table.columnNames())
            + ") "
            + StagedRows.select(table, blocks, generation, false),
        table,
        blocks);
  }

  /**
   * Inserts rows, which saves a sixth of the time where they are many and may be stored in another
   * order than they came in, and a third where no texts repeat. The settings are the database's, of
   * which one commit at a time makes use.
   */
  private void insert(String sql, StreamTable table, List<StagedBlock> blocks) throws SQLException {
    long rows = blocks.stream().mapToLong(StagedBlock::records).sum();
    tables().execute("SET preserve_insertion_order = " + (rows < MANY_ROWS));
    if (storesHere && rows >= ROW_GROUP) {
      boolean repeated = RepeatedTexts.any(connection, table, blocks);
      disable(repeated ? "" : "dictionary"); // Also undoes what a failed commit has left.
      tables().execute(sql);
      disable("");
    } else {
      tables().execute(sql);
    }
  }

  private void disable(String compression) throws SQLException {
    tables().execute("SET GLOBAL disabled_compression_methods = " + Sql.literal(compression));
  }

  @Override
  protected void upsert(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    String target = table.qualified(name);
    tables()
        .execute(
            "CREATE OR REPLACE TEMP TABLE _airbyte_staged AS SELECT * FROM ("
                + StagedRows.select(table, blocks, generation, true)
                + ") QUALIFY row_number() OVER (PARTITION BY "
                + String.join(", ", table.keyColumns())
                + " ORDER BY "
                + latestFirst(table, "_n")
                + ") = 1");
    String sameKey = sameKey(table, "t", "s");
    tables()
        .execute(
            "DELETE FROM "
                + target
                + " AS t USING "
                + STAGED
                + " AS s WHERE "
                + sameKey
                + " AND "
                + isNotOlder(table, "s", "t"));
    String deleted = table.deletedAtColumn();
    String columns = String.join(", ", table.columnNames());
    insert(
        "INSERT INTO "
            + target
            + " ("
            + columns
            + ") SELECT "
            + columns
            + " FROM "
            + STAGED
            + " AS s WHERE "
            + (deleted == null ? "" : deleted + " IS NULL AND ")
            + "NOT EXISTS (SELECT 1 FROM "
            + target
            + " AS t WHERE "
            + sameKey
            + ")",
        table,
        blocks);
    tables().execute("DROP TABLE " + STAGED);
  }
}
