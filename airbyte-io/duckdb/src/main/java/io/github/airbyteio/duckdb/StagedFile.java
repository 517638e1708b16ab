package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RowHandler;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes conformed rows as lines of JSON with short keys: {@code c0}, {@code c1}, … the columns,
 * {@code e} emitted at, {@code n} the number of the record, {@code x} what the record gives to its
 * meta. Values are copied as they are; DuckDB's own reader, which no row-by-row interface reaches,
 * parses them.
 */
final class StagedFile implements RowHandler, AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;

  private final OutputStream out;
  private final byte[][] keys;
  private final boolean[] texts;
  private final boolean numbered;
  private long recordNumber;
  private long lineBytes;
  private long longestLine;

  /**
   * @param numbered whether rows are ordered by their number: only deduplication asks for it
   */
  StagedFile(Path file, List<Column> columns, boolean numbered, long firstRecordNumber)
      throws IOException {
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    this.numbered = numbered;
    this.recordNumber = firstRecordNumber;
    this.keys = new byte[columns.size()][];
    this.texts = new boolean[columns.size()];
    for (int i = 0; i < keys.length; i++) {
      texts[i] = DuckDbDialect.INSTANCE.type(columns.get(i).type()).equals("JSON");
      keys[i] = ascii(",\"c" + i + "\":");
    }
  }

  @Override
  public void startRow(long emittedAtMillis) throws IOException {
    lineBytes = 0;
    write(ascii("{\"e\":" + emittedAtMillis));
    if (numbered) {
      write(ascii(",\"n\":" + recordNumber));
    }
    recordNumber++;
  }

  @Override
  public void value(int column, byte[] json, int offset, int length) throws IOException {
    write(keys[column]);
    if (texts[column]) {
      writeText(json, offset, length);
    } else {
      out.write(json, offset, length);
      lineBytes += length;
    }
  }

  /** Writes JSON as a JSON string. Valid JSON holds no control characters but white space. */
  private void writeText(byte[] json, int offset, int length) throws IOException {
    out.write('"');
    int from = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte b = json[i];
      if (b == '"' || b == '\\') {
        out.write(json, from, i - from);
        out.write('\\');
        lineBytes++;
        from = i;
      } else if (b >= 0 && b < ' ') {
        out.write(json, from, i - from);
        out.write(' ');
        from = i + 1;
      }
    }
    out.write(json, from, end - from);
    out.write('"');
    lineBytes += length + 2;
  }

  @Override
  public void endRow(@Nullable String meta) throws IOException {
    if (meta != null) {
      write(ascii(",\"x\":"));
      byte[] json = meta.getBytes(StandardCharsets.UTF_8);
      writeText(json, 0, json.length);
    }
    out.write('}');
    out.write('\n');
    longestLine = Math.max(longestLine, lineBytes + 2);
  }

  /** The size of the longest line: DuckDB's reader has to be told. */
  long longestLine() {
    return longestLine;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    lineBytes += bytes.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
