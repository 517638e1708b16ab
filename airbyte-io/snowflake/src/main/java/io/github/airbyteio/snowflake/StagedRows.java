package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.sql.StreamTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL that reads and removes blocks in a staging area. */
record StagedRows(StagingArea area, List<String> blocks) {
  /** No column of a table is called so: those are in upper case. */
  static final String NUMBER = "\"_airbyte_record_number\"";

  private static final AirbyteType EXTRACTED_AT = AirbyteType.TIMESTAMP_WITH_TIMEZONE;

  /** How many rows of each block are there. */
  String count() {
    return "SELECT "
        + StagingArea.BLOCK
        + ", COUNT(*) FROM "
        + area.table()
        + where("")
        + " GROUP BY "
        + StagingArea.BLOCK;
  }

  String delete() {
    return "DELETE FROM " + area.table() + where("");
  }

  /**
   * Selects the columns of the table under their names, in its types.
   *
   * @param numbered whether {@link #NUMBER} is selected too
   * @param repeated whether a row may be there twice; it is selected once
   */
  String select(StreamTable table, Generation generation, boolean numbered, boolean repeated) {
    List<String> selected = new ArrayList<>();
    for (int i : table.written()) {
      selected.add(typed("a." + StagingArea.column(i), table.type(i)) + " AS " + table.column(i));
    }
    selected.add("UUID_STRING() AS " + table.metaColumn(ColumnNames.RAW_ID));
    selected.add(
        typed("a." + StagingArea.EMITTED_AT, EXTRACTED_AT)
            + " AS "
            + table.metaColumn(ColumnNames.EXTRACTED_AT));
    selected.add(
        "PARSE_JSON('{\"sync_id\":"
            + generation.syncId()
            + ",' || COALESCE(a."
            + StagingArea.META
            + ", '\"changes\":[]') || '}', 'd') AS "
            + table.metaColumn(ColumnNames.META));
    selected.add(
        typed(Long.toString(generation.id()), AirbyteType.INTEGER)
            + " AS "
            + table.metaColumn(ColumnNames.GENERATION_ID));
    String number = typed("a." + StagingArea.NUMBER, AirbyteType.INTEGER);
    if (numbered) {
      selected.add(number + " AS " + NUMBER);
    }
    return "SELECT "
        + String.join(", ", selected)
        + " FROM "
        + area.table()
        + " AS a"
        + where("a.")
        + (repeated
            ? String.format(
                " QUALIFY ROW_NUMBER() OVER (PARTITION BY a.%s, a.%s ORDER BY a.%2$s) = 1",
                StagingArea.BLOCK, StagingArea.NUMBER)
            : "");
  }

  /** A staged text in the type of its column. Of an object's repeated keys the last one counts. */
  private static String typed(String text, AirbyteType type) {
    String sqlType = SnowflakeDialect.INSTANCE.type(type);
    return switch (sqlType) {
      case "VARCHAR" -> text;
      case SnowflakeDialect.JSON -> "PARSE_JSON(" + text + ", 'd')";
      default -> text + "::" + sqlType;
    };
  }

  private String where(String alias) {
    return " WHERE "
        + alias
        + StagingArea.BLOCK
        + " IN "
        + blocks.stream()
            .map(SnowflakeDialect::literal)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
