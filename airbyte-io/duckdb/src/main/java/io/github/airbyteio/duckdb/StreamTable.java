package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.sink.StreamTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A stream's table: where it is and which column holds which field. */
record StreamTable(StreamTarget target, String schema, String name, Map<String, String> names) {
  /** The field by which CDC sources mark a row as deleted. */
  private static final String DELETED_AT = "_ab_cdc_deleted_at";

  String qualified() {
    return qualified(name);
  }

  String qualified(String table) {
    return Sql.identifier(schema) + "." + Sql.identifier(table);
  }

  /** Where a generation is gathered that is to replace the table's rows. */
  String generationTable() {
    return "_airbyte_tmp_" + name;
  }

  List<Column> columns() {
    return target.schema().columns();
  }

  String column(int index) {
    return Sql.identifier(names.get(columns().get(index).field()));
  }

  /** All column names in the order of {@link StagedRows}. */
  List<String> columnNames() {
    List<String> quoted = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      quoted.add(column(i));
    }
    ColumnNames.META_COLUMNS.forEach(name -> quoted.add(Sql.identifier(name)));
    return quoted;
  }

  /** The definitions of all columns. */
  String definitions() {
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      definitions.add(column(i) + " " + Sql.type(columns().get(i).type()));
    }
    definitions.add(ColumnNames.RAW_ID + " VARCHAR NOT NULL");
    definitions.add(ColumnNames.EXTRACTED_AT + " TIMESTAMP WITH TIME ZONE NOT NULL");
    definitions.add(ColumnNames.META + " JSON NOT NULL");
    definitions.add(ColumnNames.GENERATION_ID + " BIGINT NOT NULL");
    return String.join(", ", definitions);
  }

  List<String> keyColumns() {
    return target.primaryKey().stream().map(this::column).toList();
  }

  @Nullable String cursorColumn() {
    Integer cursor = target.cursor();
    return cursor == null ? null : column(cursor);
  }

  /**
   * The column that marks deleted rows, or null when the stream has none or its rows are not
   * deduplicated.
   */
  @Nullable String deletedAtColumn() {
    if (mode().deduplicates()) {
      for (int i = 0; i < columns().size(); i++) {
        if (columns().get(i).field().equals(DELETED_AT)) {
          return column(i);
        }
      }
    }
    return null;
  }

  WriteMode mode() {
    return target.mode();
  }

  AirbyteType type(int index) {
    return columns().get(index).type();
  }
}
