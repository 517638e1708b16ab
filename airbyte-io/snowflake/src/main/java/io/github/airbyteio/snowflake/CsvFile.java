package io.github.airbyteio.snowflake;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RowHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes conformed rows as compressed CSV: the block, the record's number, when it was emitted,
 * what it gives to its meta, then the columns. Texts are in quotes, so that an empty one is not
 * null; nothing is escaped but the quotes themselves, by a second one.
 */
final class CsvFile implements RowHandler, AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /** In a row's text: where a column without a value is. */
  private static final int ABSENT = -1;

  private final OutputStream out;
  private final byte[] blockField;
  private final boolean[] json;
  private final int[] starts;
  private final int[] ends;
  private final CsvText row = new CsvText();
  private final CsvText line = new CsvText();
  private long recordNumber;
  private long emittedAtMillis = Long.MIN_VALUE;
  private byte[] emittedAt = new byte[0];

  /**
   * @param block names the block in its rows: letters and digits
   */
  CsvFile(OutputStream out, String block, List<Column> columns, long firstRecordNumber)
      throws IOException {
    this.out = new FastGzip(out);
    this.blockField = (block + ",").getBytes(StandardCharsets.US_ASCII);
    this.recordNumber = firstRecordNumber;
    this.json = new boolean[columns.size()];
    this.starts = new int[columns.size()];
    this.ends = new int[columns.size()];
    for (int i = 0; i < json.length; i++) {
      AirbyteType type = columns.get(i).type();
      json[i] = SnowflakeDialect.INSTANCE.type(type).equals(SnowflakeDialect.JSON);
      starts[i] = ABSENT;
    }
  }

  @Override
  public void startRow(long millis) {
    row.clear();
    if (millis != emittedAtMillis) {
      emittedAtMillis = millis;
      emittedAt = Instant.ofEpochMilli(millis).toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void value(int column, byte[] value, int offset, int length) throws IOException {
    starts[column] = row.length();
    if (json[column]) {
      row.quoted(value, offset, length);
    } else if (value[offset] == '"') {
      row.text(value, offset, length);
    } else {
      row.plain(value, offset, length);
    }
    ends[column] = row.length();
  }

  @Override
  public void endRow(@Nullable String meta) throws IOException {
    line.clear();
    line.plain(blockField, 0, blockField.length);
    byte[] number = Long.toString(recordNumber++).getBytes(StandardCharsets.US_ASCII);
    line.plain(number, 0, number.length);
    line.add(',');
    line.plain(emittedAt, 0, emittedAt.length);
    line.add(',');
    if (meta != null) {
      byte[] bytes = meta.getBytes(StandardCharsets.UTF_8);
      line.quoted(bytes, 0, bytes.length);
    }
    for (int i = 0; i < starts.length; i++) {
      line.add(',');
      if (starts[i] != ABSENT) {
        line.plain(row.bytes(), starts[i], ends[i] - starts[i]);
        starts[i] = ABSENT;
      }
    }
    line.add('\n');
    out.write(line.bytes(), 0, line.length());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Compresses at a third of the cost, to files that are a fifth larger. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
