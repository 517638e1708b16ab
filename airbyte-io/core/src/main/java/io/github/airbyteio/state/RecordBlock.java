package io.github.airbyteio.state;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Consecutive RECORD lines of one stream, as the connector wrote them, each ended by a newline.
 * Immutable; a few MiB at most unless a single record is larger.
 */
public final class RecordBlock {
  private final BlockId id;
  private final long firstRecordNumber;
  private final long records;
  private final byte[] lines;

  private RecordBlock(BlockId id, long firstRecordNumber, long records, byte[] lines) {
    this.id = id;
    this.firstRecordNumber = firstRecordNumber;
    this.records = records;
    this.lines = lines;
  }

  /** Takes the array over: it must not be changed afterwards. */
  public static RecordBlock of(BlockId id, long firstRecordNumber, long records, byte[] lines) {
    return new RecordBlock(id, firstRecordNumber, records, lines);
  }

  public BlockId id() {
    return id;
  }

  /** How many records of its stream this sync had read before this block, over all attempts. */
  public long firstRecordNumber() {
    return firstRecordNumber;
  }

  /** How many RECORD messages the block holds. */
  public long records() {
    return records;
  }

  /** The size of the lines in bytes. */
  public int bytes() {
    return lines.length;
  }

  /** The lines, to be read from the start. */
  public InputStream lines() {
    return new ByteArrayInputStream(lines);
  }

  /** The lines themselves, without a copy. Must not be changed. */
  public byte[] rawLines() {
    return lines;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordBlock block
        && id.equals(block.id)
        && firstRecordNumber == block.firstRecordNumber
        && records == block.records
        && Arrays.equals(lines, block.lines);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, firstRecordNumber, records, lines.length);
  }

  @Override
  public String toString() {
    return "RecordBlock{" + id + ", " + records + " records, " + lines.length + " bytes}";
  }
}
