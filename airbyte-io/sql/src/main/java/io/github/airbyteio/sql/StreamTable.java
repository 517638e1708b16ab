package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.CdcDeletes;
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
public record StreamTable(
    Dialect dialect,
    StreamTarget target,
    String schema,
    String name,
    Map<String, String> names,
    Set<String> leftOut) {
  public String qualified() {
    return qualified(name);
  }

  public String qualified(String table) {
    return Sql.identifier(schema) + "." + Sql.identifier(table);
  }

  /** Where a generation is gathered that is to replace the table's rows. */
  public String generationTable() {
    return dialect.name("_airbyte_tmp_" + name);
  }

  public List<Column> columns() {
    return target.schema().columns();
  }

  StreamTable without(Set<String> fields) {
    return new StreamTable(dialect, target, schema, name, names, Set.copyOf(fields));
  }

  /** The columns that are written, as indexes of {@link #columns()}. */
  public List<Integer> written() {
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      if (!leftOut.contains(columns().get(i).field())) {
        written.add(i);
      }
    }
    return written;
  }

  public String columnName(int index) {
    return names.get(columns().get(index).field());
  }

  public String column(int index) {
    return Sql.identifier(columnName(index));
  }

  /** One of {@link ColumnNames#META_COLUMNS}, quoted. */
  public String metaColumn(String name) {
    return Sql.identifier(dialect.name(name));
  }

  /** All column names, quoted: those of the written fields, then those of the meta columns. */
  public List<String> columnNames() {
    List<String> quoted = new ArrayList<>();
    written().forEach(i -> quoted.add(column(i)));
    ColumnNames.META_COLUMNS.forEach(name -> quoted.add(metaColumn(name)));
    return quoted;
  }

  /** The definitions of all columns. */
  public String definitions() {
    List<String> definitions = new ArrayList<>();
    written().forEach(i -> definitions.add(column(i) + " " + dialect.type(type(i))));
    define(definitions, ColumnNames.RAW_ID, AirbyteType.STRING);
    define(definitions, ColumnNames.EXTRACTED_AT, AirbyteType.TIMESTAMP_WITH_TIMEZONE);
    define(definitions, ColumnNames.META, AirbyteType.OBJECT);
    define(definitions, ColumnNames.GENERATION_ID, AirbyteType.INTEGER);
    return String.join(", ", definitions);
  }

  private void define(List<String> definitions, String name, AirbyteType type) {
    definitions.add(metaColumn(name) + " " + dialect.type(type) + " NOT NULL");
  }

  public List<String> keyColumns() {
    return target.primaryKey().stream().map(this::column).toList();
  }

  public @Nullable String cursorColumn() {
    Integer cursor = target.cursor();
    return cursor == null ? null : column(cursor);
  }

  /** The column whose values remove rows, or null when nothing removes any. */
  public @Nullable String deletedAtColumn() {
    Integer deletion = target.deletion();
    return deletion == null
            || target.cdcDeletes() == CdcDeletes.SOFT
            || leftOut.contains(columns().get(deletion).field())
        ? null
        : column(deletion);
  }

  public WriteMode mode() {
    return target.mode();
  }

  public AirbyteType type(int index) {
    return columns().get(index).type();
  }
}
