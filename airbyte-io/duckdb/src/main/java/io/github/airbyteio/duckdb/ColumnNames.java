package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.Column;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Maps a stream's fields to columns: the field's own name where it is free, else with a number
 * behind. DuckDB compares names without case. What an earlier run has mapped stays as it is, so a
 * new field never takes another one's column.
 */
final class ColumnNames {
  static final String RAW_ID = "_airbyte_raw_id";
  static final String EXTRACTED_AT = "_airbyte_extracted_at";
  static final String META = "_airbyte_meta";
  static final String GENERATION_ID = "_airbyte_generation_id";
  static final List<String> META_COLUMNS = List.of(RAW_ID, EXTRACTED_AT, META, GENERATION_ID);

  private ColumnNames() {}

  /**
   * Returns the mapping of all fields, those of earlier runs included.
   *
   * @param existing the table's columns in lower case: some may have been set aside
   */
  static Map<String, String> resolve(
      Map<String, String> stored, List<Column> columns, Set<String> existing) {
    Map<String, String> names = new LinkedHashMap<>(stored);
    Set<String> taken = new HashSet<>(META_COLUMNS);
    taken.addAll(existing);
    stored.values().forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
    List<String> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(column.field()));
    for (String field : fields) {
      if (!names.containsKey(field)) {
        names.put(field, free(field.isEmpty() ? "_" : field.replace("\u0000", "_"), taken));
      }
    }
    return names;
  }

  private static String free(String wanted, Set<String> taken) {
    String name = wanted;
    for (int i = 1; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
