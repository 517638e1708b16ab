package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RowHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes conformed rows as a Parquet file, typed as their table is: DuckDB's own reader, which no
 * row-by-row interface reaches, has nothing left to parse. Columns are named {@code c0}, {@code
 * c1}, …; {@code e} is when the record was emitted, {@code n} its number, {@code x} what the record
 * gives to its meta.
 */
final class StagedFile implements RowHandler, AutoCloseable {
  /** A block is one row group, unless a record is large. */
  private static final int GROUP_BYTES = 4 << 20;

  private static final int GROUP_ROWS = 1 << 20;

  private final ParquetFile file;
  private final StagedColumn[] columns;
  private final StagedColumn emitted = new StagedColumn("e", StagedType.INSTANT, true);
  private final StagedColumn meta = new StagedColumn("x", StagedType.TEXT, false);
  private final @Nullable StagedColumn number;
  private long recordNumber;
  private long bytes;
  private int rows;

  /**
   * @param numbered whether rows are ordered by their number: only deduplication asks for it
   */
  StagedFile(Path file, List<Column> columns, boolean numbered, long firstRecordNumber)
      throws IOException {
    this.recordNumber = firstRecordNumber;
    this.columns = new StagedColumn[columns.size()];
    for (int i = 0; i < this.columns.length; i++) {
      StagedType type = StagedType.of(columns.get(i).type());
      this.columns[i] = new StagedColumn("c" + i, type, false);
    }
    this.number = numbered ? new StagedColumn("n", StagedType.INTEGER, true) : null;
    List<StagedColumn> all = new ArrayList<>(List.of(this.columns));
    all.add(emitted);
    all.add(meta);
    if (number != null) {
      all.add(number);
    }
    this.file = new ParquetFile(file, all);
  }

  @Override
  public void startRow(long emittedAtMillis) {
    emitted.putLong(Math.multiplyExact(emittedAtMillis, 1_000L));
    if (number != null) {
      number.putLong(recordNumber);
    }
    recordNumber++;
  }

  @Override
  public void value(int column, byte[] json, int offset, int length) {
    StagedColumn to = columns[column];
    to.nullsUntil(rows);
    bytes += length;
    // Texts are in quotes.
    int from = offset + 1;
    int size = length - 2;
    switch (to.type) {
      case TEXT -> to.putString(json, from, size);
      case JSON -> to.putBytes(json, offset, length);
      case BOOLEAN -> to.putBoolean(json[offset] == 't');
      case INTEGER -> to.putLong(ConformedText.integer(json, offset, length));
      case DOUBLE ->
          to.putLong(Double.doubleToRawLongBits(ConformedText.number(json, offset, length)));
      case DATE -> to.putInt(ConformedText.days(json, from));
      case TIME -> to.putLong(ConformedText.microsOfDay(json, from, size));
      case TIMESTAMP -> to.putLong(ConformedText.micros(json, from, size));
      case INSTANT -> to.putLong(ConformedText.micros(json, from, size - 1)); // without the Z
    }
  }

  @Override
  public void endRow(@Nullable String members) throws IOException {
    if (members != null) {
      meta.nullsUntil(rows);
      byte[] text = members.getBytes(StandardCharsets.UTF_8);
      meta.putBytes(text, 0, text.length);
      bytes += text.length;
    }
    rows++;
    if (bytes >= GROUP_BYTES || rows == GROUP_ROWS) {
      writeGroup();
    }
  }

  private void writeGroup() throws IOException {
    file.writeGroup(rows);
    rows = 0;
    bytes = 0;
  }

  /** Writes what is left: only then the file can be read. */
  void finish() throws IOException {
    if (rows > 0) {
      writeGroup();
    }
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
