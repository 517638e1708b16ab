package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.sink.StreamTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A stream's table: where it is and which column holds which field.
 *
 * @param leftOut fields that have no column: the schema is frozen
 */
record StreamTable(
    StreamTarget target,
    String schema,
    String name,
    Map<String, String> names,
    Set<String> leftOut) {
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

  StreamTable without(Set<String> fields) {
    return new StreamTable(target, schema, name, names, Set.copyOf(fields));
  }

  /** The columns that are written, as indexes of {@link #columns()}. */
  List<Integer> written() {
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      if (!leftOut.contains(columns().get(i).field())) {
        written.add(i);
      }
    }
    return written;
  }

  String columnName(int index) {
    return names.get(columns().get(index).field());
  }

  String column(int index) {
    return Sql.identifier(columnName(index));
  }

  /** All column names in the order of {@link StagedRows}. */
  List<String> columnNames() {
    List<String> quoted = new ArrayList<>();
    written().forEach(i -> quoted.add(column(i)));
    ColumnNames.META_COLUMNS.forEach(name -> quoted.add(Sql.identifier(name)));
    return quoted;
  }

  /** The definitions of all columns. */
  String definitions() {
    List<String> definitions = new ArrayList<>();
    written().forEach(i -> definitions.add(column(i) + " " + Sql.type(type(i))));
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
      for (int i : written()) {
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
