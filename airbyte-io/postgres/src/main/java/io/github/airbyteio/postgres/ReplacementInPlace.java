package io.github.airbyteio.postgres;

import io.github.airbyteio.sql.StreamTable;
import io.github.airbyteio.sql.TableKeeper;
import java.sql.SQLException;

/** Deletes the old rows and inserts the new ones: the table stays, and all that depends on it. */
record ReplacementInPlace(TableKeeper tables, KeyIndexes indexes) implements TableReplacement {
  @Override
  public void check(StreamTable table) {}

  @Override
  public void replace(StreamTable table) throws SQLException {
    String columns = String.join(", ", table.columnNames());
    String generation = table.qualified(table.generationTable());
    tables.execute("DELETE FROM " + table.qualified());
    tables.evolve(table);
    indexes.ensure(table, table.name());
    tables.execute(
        "INSERT INTO "
            + table.qualified()
            + " ("
            + columns
            + ") SELECT "
            + columns
            + " FROM "
            + generation);
    tables.execute("DROP TABLE " + generation);
  }
}
