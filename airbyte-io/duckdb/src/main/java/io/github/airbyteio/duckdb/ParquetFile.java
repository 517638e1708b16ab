package io.github.airbyteio.duckdb;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a Parquet file of flat columns: one page a column and row group, plainly encoded, not
 * compressed. It is read once, from the same machine, soon after: whatever makes such files smaller
 * costs more than it saves. It is complete when it is closed.
 */
final class ParquetFile implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int UNCOMPRESSED = 0;
  private static final int DATA_PAGE = 0;

  private final CountingStream out;
  private final List<StagedColumn> columns;
  private final List<RowGroup> groups = new ArrayList<>();

  private record RowGroup(int rows, List<Chunk> chunks) {}

  /** Where a column's values of a row group are, with their header. */
  private record Chunk(long offset, long bytes) {}

  ParquetFile(Path file, List<StagedColumn> columns) throws IOException {
    this.out = new CountingStream(Files.newOutputStream(file));
    this.columns = columns;
    out.write(MAGIC);
  }

  /** Writes the columns' rows and clears them. */
  void writeGroup(int rows) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    for (StagedColumn column : columns) {
      column.nullsUntil(rows);
      long start = out.written;
      byte[] levels = column.levels();
      int bytes = Math.addExact(levels.length, column.bytes());
      out.write(
          new ThriftWriter()
              .i32(1, DATA_PAGE)
              .i32(2, bytes)
              .i32(3, bytes)
              .begin(5)
              .i32(1, rows)
              .i32(2, PLAIN)
              .i32(3, RLE)
              .i32(4, RLE)
              .end()
              .toByteArray());
      out.write(levels);
      column.writeValues(out);
      column.clear();
      chunks.add(new Chunk(start, out.written - start));
    }
    groups.add(new RowGroup(rows, chunks));
  }

  /** Ends the file with its description. */
  void finish() throws IOException {
    byte[] footer = footer();
    out.write(footer);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footer.length)
            .array());
    out.write(MAGIC);
  }

  private byte[] footer() {
    ThriftWriter footer = new ThriftWriter();
    footer.i32(1, 1).structs(2, columns.size() + 1);
    footer.begin().text(4, "rows").i32(5, columns.size()).end();
    columns.forEach(column -> column.type.describe(footer, column.name, column.isRequired()));
    footer.i64(3, groups.stream().mapToLong(RowGroup::rows).sum());
    footer.structs(4, groups.size());
    for (RowGroup group : groups) {
      footer.begin().structs(1, columns.size());
      for (int i = 0; i < columns.size(); i++) {
        describe(footer, columns.get(i), group.chunks().get(i), group.rows());
      }
      footer.i64(2, group.chunks().stream().mapToLong(Chunk::bytes).sum());
      footer.i64(3, group.rows()).end();
    }
    return footer.toByteArray();
  }

  private static void describe(ThriftWriter footer, StagedColumn column, Chunk chunk, int rows) {
    footer
        .begin()
        .i64(2, chunk.offset())
        .begin(3)
        .i32(1, column.type.physical)
        .numbers(2, PLAIN, RLE)
        .texts(3, column.name)
        .i32(4, UNCOMPRESSED)
        .i64(5, rows)
        .i64(6, chunk.bytes())
        .i64(7, chunk.bytes())
        .i64(9, chunk.offset())
        .end()
        .end();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Knows where in the file it is. */
  private static final class CountingStream extends FilterOutputStream {
    private long written;

    CountingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
    }
  }
}
