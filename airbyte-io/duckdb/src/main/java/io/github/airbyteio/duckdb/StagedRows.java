package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import java.util.ArrayList;
import java.util.List;

/** The SELECT that reads staged files as rows of a table: they have its types, nothing is cast. */
final class StagedRows {
  private StagedRows() {}

  /**
   * Selects the columns of the table under their names, and with {@code numbered} the record number
   * as {@code _n}.
   */
  static String select(
      StreamTable table, List<StagedBlock> blocks, Generation generation, boolean numbered) {
    List<String> selected = new ArrayList<>();
    for (int i : table.written()) {
      selected.add("c" + i + " AS " + table.column(i));
    }
    String sync = "{\"sync_id\":" + generation.syncId() + ",";
    selected.add("CAST(uuid() AS VARCHAR) AS " + ColumnNames.RAW_ID);
    selected.add("e AS " + ColumnNames.EXTRACTED_AT);
    // Most rows have the same meta, which is parsed once.
    selected.add(
        "CASE WHEN x IS NULL THEN CAST('"
            + sync
            + "\"changes\":[]}' AS JSON) ELSE CAST('"
            + sync
            + "' || x || '}' AS JSON) END AS "
            + ColumnNames.META);
    selected.add("CAST(" + generation.id() + " AS BIGINT) AS " + ColumnNames.GENERATION_ID);
    if (numbered) {
      selected.add("n AS _n");
    }
    return "SELECT " + String.join(", ", selected) + from(blocks);
  }

  /** The FROM that reads the blocks' files. */
  static String from(List<StagedBlock> blocks) {
    return " FROM read_parquet(["
        + Sql.literals(blocks.stream().map(StagedBlock::location).toList())
        + "], hive_partitioning = false)";
  }
}
