package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.duckdb.ResultValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Records as rows: their columns are all fields that one of them has, in the order they came. */
final class RecordRows implements PrintedRows {
  private final List<JsonNode> records;
  private final List<String> columns;
  private int current = -1;

  RecordRows(List<JsonNode> records) {
    this(records, fields(records));
  }

  private RecordRows(List<JsonNode> records, List<String> columns) {
    this.records = records;
    this.columns = columns;
  }

  private static List<String> fields(List<JsonNode> records) {
    Set<String> fields = new LinkedHashSet<>();
    records.forEach(record -> record.fieldNames().forEachRemaining(fields::add));
    return List.copyOf(fields);
  }

  /** The same rows from the start with the first columns only. */
  RecordRows withFirstColumns(int count) {
    return new RecordRows(records, columns.subList(0, Math.min(count, columns.size())));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    current++;
    return current < records.size();
  }

  @Override
  public List<@Nullable ResultValue> row() {
    List<@Nullable ResultValue> values = new ArrayList<>();
    for (String column : columns) {
      JsonNode value = records.get(current).path(column);
      values.add(
          value.isMissingNode() || value.isNull()
              ? null
              : value.isTextual()
                  ? new ResultValue(value.asText(), false)
                  : new ResultValue(value.toString(), true));
    }
    return values;
  }

  @Override
  public boolean has(int column) {
    return records.get(current).has(columns.get(column));
  }
}
