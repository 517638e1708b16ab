package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.state.BlockId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A block of rows given as JSON texts; null leaves a column out. */
final class Rows implements ConformedBlock {
  private record Row(long emittedAt, String changes, String... values) {}

  private final BlockId id;
  private final long first;
  private final List<Row> rows = new ArrayList<>();

  Rows(BlockId id, long first) {
    this.id = id;
    this.first = first;
  }

  Rows row(long emittedAt, String... values) {
    rows.add(new Row(emittedAt, null, values));
    return this;
  }

  Rows changed(String changes, String... values) {
    rows.add(new Row(0, changes, values));
    return this;
  }

  @Override
  public BlockId id() {
    return id;
  }

  @Override
  public long firstRecordNumber() {
    return first;
  }

  @Override
  public long bytes() {
    return 100;
  }

  @Override
  public ConformCounts forEachRow(RowHandler handler) throws IOException {
    for (Row row : rows) {
      handler.startRow(row.emittedAt());
      for (int i = 0; i < row.values().length; i++) {
        if (row.values()[i] != null) {
          byte[] json = row.values()[i].getBytes(StandardCharsets.UTF_8);
          handler.value(i, json, 0, json.length);
        }
      }
      handler.endRow(row.changes() == null ? null : "\"changes\":" + row.changes());
    }
    return ConformCounts.of(rows.size(), 0);
  }
}
