package io.github.airbyteio;

import io.github.airbyteio.schema.NestedConformer;
import io.github.airbyteio.schema.NestedType;
import io.github.airbyteio.schema.RowHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Builds rows from conformed values. Not thread-safe; reused from block to block. */
final class RowBuilder implements RowHandler {
  private static final String UNKNOWN_FIELDS = ",\"unknown_fields\":";

  /** Takes a row with its timestamp. */
  interface Output {
    void output(Row row, Instant time);
  }

  private final RowLayout layout;
  private final NestedConformer nested;
  private final RowValues factory;
  private final List<NestedType> types;
  private @Nullable Object[] values = new Object[0];
  private @Nullable String time;
  private long emittedAt;
  private Instant block = Instant.EPOCH;
  private Output output = (row, at) -> {};
  private long nestedNulled;
  private String changes = "";

  RowBuilder(RowLayout layout) {
    this.layout = layout;
    this.types = layout.types();
    this.factory = new RowValues(layout.options());
    this.nested = new NestedConformer(ConvertToRows.LIMITS, factory);
  }

  /** Some records begin. */
  void begin(Instant blockTime, Output into) {
    block = blockTime;
    output = into;
    nestedNulled = 0;
    changes = "";
  }

  /** Records since then in which only a nested value did not fit. */
  long nestedNulled() {
    return nestedNulled;
  }

  /** What had to be changed in the last record, without its values. */
  String lastChanges() {
    int unknown = changes.indexOf(UNKNOWN_FIELDS);
    return unknown < 0 ? changes : changes.substring(0, unknown);
  }

  @Override
  public void startRow(long emittedAtMillis) {
    values = new Object[layout.schema().getFieldCount()];
    emittedAt = emittedAtMillis;
    time = null;
    nested.startRow();
  }

  @Override
  public void value(int column, byte[] json, int offset, int length) throws IOException {
    NestedType type = types.get(column);
    values[column] =
        type.isRow() || type.isArray()
            ? nested.conform(type, layout.schema().getField(column).getName(), json, offset, length)
            : factory.leaf(type.type(), json, offset, length);
    Integer timeColumn = layout.timeColumn();
    if (timeColumn != null && timeColumn == column) {
      time = RowValues.text(json, offset, length);
    }
  }

  @Override
  public void endRow(@Nullable String meta) {
    String members = meta;
    String added = nested.changes();
    if (!added.isEmpty()) {
      members = merged(meta, added);
      if (meta == null || !meta.contains("\"change\":\"NULLED\"")) {
        nestedNulled++;
      }
    }
    changes = members == null ? "" : members;
    if (layout.options().hasMeta()) {
      values[values.length - 1] = members == null ? null : "{" + members + "}";
    }
    Row row = Row.withSchema(layout.schema()).attachValues(Arrays.asList(values));
    output.output(row, timestamp());
  }

  private Instant timestamp() {
    return layout.times() == null
        ? block
        : RecordTimes.of(time, java.time.Instant.ofEpochMilli(emittedAt), block);
  }

  private static String merged(@Nullable String meta, String added) {
    String start = "\"changes\":[";
    if (meta == null) {
      return start + added + "]";
    }
    String rest = meta.substring(start.length());
    return start + added + (rest.startsWith("]") ? "" : ",") + rest;
  }

  /** Rows of a line that are not output yet. */
  static final class Held implements Output {
    private final List<Row> rows = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();

    @Override
    public void output(Row row, Instant time) {
      rows.add(row);
      times.add(time);
    }

    void release(OutputReceiver<Row> out) {
      for (int i = 0; i < rows.size(); i++) {
        out.outputWithTimestamp(rows.get(i), times.get(i));
      }
    }
  }
}
