package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The SELECT that reads staged files as rows of a table: columns are given in full, nothing is
 * sampled or guessed.
 */
final class StagedRows {
  /** DuckDB's own default; larger rows need more. */
  private static final long MIN_OBJECT_BYTES = 16L << 20;

  private StagedRows() {}

  /**
   * Selects the columns of the table under their names, and with {@code numbered} the record number
   * as {@code _n}.
   */
  static String select(
      StreamTable table, List<StagedBlock> blocks, Generation generation, boolean numbered) {
    List<String> files = new ArrayList<>();
    long longest = MIN_OBJECT_BYTES;
    for (StagedBlock block : blocks) {
      StagedLocation location = StagedLocation.decode(block.location());
      files.add(location.file());
      longest = Math.max(longest, location.longestLine() + 1024);
    }
    List<String> read = new ArrayList<>(List.of("e: 'BIGINT'", "x: 'VARCHAR'"));
    if (numbered) {
      read.add("n: 'BIGINT'");
    }
    List<String> selected = new ArrayList<>();
    for (int i : table.written()) {
      String type = table.dialect().type(table.type(i));
      boolean json = type.equals("JSON");
      read.add("c" + i + ": '" + (json ? "VARCHAR" : type) + "'");
      selected.add((json ? "CAST(c" + i + " AS JSON)" : "c" + i) + " AS " + table.column(i));
    }
    String sync = "{\"sync_id\":" + generation.syncId() + ",";
    selected.add("CAST(uuid() AS VARCHAR) AS " + ColumnNames.RAW_ID);
    selected.add("make_timestamptz(e * 1000) AS " + ColumnNames.EXTRACTED_AT);
    selected.add(
        "CAST(CASE WHEN x IS NULL THEN '"
            + sync
            + "\"changes\":[]}' ELSE '"
            + sync
            + "' || x || '}' END AS JSON) AS "
            + ColumnNames.META);
    selected.add("CAST(" + generation.id() + " AS BIGINT) AS " + ColumnNames.GENERATION_ID);
    if (numbered) {
      selected.add("n AS _n");
    }
    return "SELECT "
        + String.join(", ", selected)
        + " FROM read_json("
        + "["
        + Sql.literals(files)
        + "], format = 'newline_delimited', maximum_object_size = "
        + Math.min(longest, 0xFFFF_FFFFL)
        + ", columns = {"
        + String.join(", ", read)
        + "})";
  }
}
