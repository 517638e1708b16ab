package io.github.airbyteio.sql;

import io.github.airbyteio.schema.Column;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Maps a stream's fields to columns: the field's own name where it is free, else with a number
 * behind. What an earlier run has mapped stays as it is, so a new field never takes another one's
 * column.
 */
public final class ColumnNames {
  public static final String RAW_ID = "_airbyte_raw_id";
  public static final String EXTRACTED_AT = "_airbyte_extracted_at";
  public static final String META = "_airbyte_meta";
  public static final String GENERATION_ID = "_airbyte_generation_id";

  /** The columns that each table has behind those of the stream, before the dialect's spelling. */
  public static final List<String> META_COLUMNS =
      List.of(RAW_ID, EXTRACTED_AT, META, GENERATION_ID);

  private ColumnNames() {}

  /**
   * Returns the mapping of all fields, those of earlier runs included.
   *
   * @param existing the table's columns, folded: some may have been set aside
   */
  static Map<String, String> resolve(
      Dialect dialect, Map<String, String> stored, List<Column> columns, Set<String> existing) {
    Map<String, String> names = new LinkedHashMap<>(stored);
    Set<String> taken = new HashSet<>(existing);
    META_COLUMNS.forEach(name -> taken.add(dialect.folded(dialect.name(name))));
    stored.values().forEach(name -> taken.add(dialect.folded(name)));
    for (Column column : columns) {
      names.computeIfAbsent(column.field(), field -> free(dialect, field, taken));
    }
    return names;
  }

  private static String free(Dialect dialect, String field, Set<String> taken) {
    String wanted = field.isEmpty() ? "_" : field;
    String name = dialect.name(wanted);
    for (int i = 1; !taken.add(dialect.folded(name)); i++) {
      name = dialect.name(wanted + "_" + i);
    }
    return name;
  }
}
