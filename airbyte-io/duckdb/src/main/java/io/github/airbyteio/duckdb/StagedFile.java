package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.RowHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  private final ParquetFile file;
  private final StagedColumns columns;
  private long recordNumber;
  private long bytes;
  private int rows;

  /**
   * @param columns of no other file that is not closed yet
   */
  StagedFile(Path file, StagedColumns columns, long firstRecordNumber) throws IOException {
    this.file = new ParquetFile(file, columns.all());
    this.columns = columns;
    this.recordNumber = firstRecordNumber;
    columns.clear();
  }

  @Override
  public void startRow(long emittedAtMillis) {
    columns.emitted().putLong(Math.multiplyExact(emittedAtMillis, 1_000L));
    if (columns.number() != null) {
      columns.number().putLong(recordNumber);
    }
    recordNumber++;
    bytes += Long.BYTES;
  }

  @Override
  public void value(int column, byte[] json, int offset, int length) {
    StagedColumn to = columns.ofTable()[column];
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
      columns.meta().nullsUntil(rows);
      byte[] text = members.getBytes(StandardCharsets.UTF_8);
      columns.meta().putBytes(text, 0, text.length);
      bytes += text.length;
    }
    rows++;
    if (bytes >= GROUP_BYTES) {
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
