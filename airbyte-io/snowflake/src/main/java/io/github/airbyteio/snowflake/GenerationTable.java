package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.sql.StreamTable;
import io.github.airbyteio.sql.TableKeeper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * Where the rows of a generation gather that is to replace older ones. Each generation has a table
 * of its own, so that dropping one which is done with harms no other run.
 */
record GenerationTable(StreamTable table, Generation generation) {
  /** The tables of a stream's generations have names that begin so. */
  static String prefix(StreamTable table) {
    return table.generationTable() + "_G";
  }

  String name() {
    return SnowflakeDialect.INSTANCE.name(prefix(table) + generation.id());
  }

  String qualified() {
    return table.qualified(name());
  }

  /** Creates the table, or brings the one of an interrupted run to the stream's columns. */
  void prepare(TableKeeper tables) throws SQLException {
    tables.execute(
        "CREATE TRANSIENT TABLE IF NOT EXISTS " + qualified() + " (" + table.definitions() + ")");
    tables.evolve(
        new StreamTable(
            table.dialect(),
            table.target(),
            table.schema(),
            name(),
            table.names(),
            table.leftOut()));
  }

  /**
   * Gives the stream's table the columns that the generation has. A column of another type is set
   * aside with the values of the rows that are about to go: until the commit they are seen there.
   */
  void prepareSwitch(Connection connection, TableKeeper tables) throws SQLException {
    String alter = "ALTER TABLE " + table.qualified();
    Map<String, String> types =
        SnowflakeDialect.INSTANCE.columns(connection, table.schema(), table.name());
    for (int i : table.written()) {
      String type = types.get(table.columnName(i));
      String wanted = SnowflakeDialect.INSTANCE.type(table.type(i));
      if (wanted.equals(type)) {
        continue;
      }
      if (type != null) {
        String aside = aside(table.columnName(i), type, types);
        tables.execute(alter + " RENAME COLUMN " + table.column(i) + " TO " + aside);
      }
      tables.execute(alter + " ADD COLUMN " + table.column(i) + " " + wanted);
    }
  }

  private static String aside(String column, String type, Map<String, String> types) {
    String wanted = column + "_" + type.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    String name = SnowflakeDialect.INSTANCE.name(wanted);
    for (int i = 1; types.containsKey(name); i++) {
      name = SnowflakeDialect.INSTANCE.name(wanted + "_" + i);
    }
    return SnowflakeDialect.identifier(name);
  }

  /** Puts the generation's rows into the place of all others. */
  String replace() {
    String columns = String.join(", ", table.columnNames());
    return "INSERT OVERWRITE INTO "
        + table.qualified()
        + " ("
        + columns
        + ") SELECT "
        + columns
        + " FROM "
        + qualified();
  }
}
