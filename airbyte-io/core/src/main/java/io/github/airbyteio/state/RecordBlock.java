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
  private final long readRecords;
  private final long readBytes;

  private RecordBlock(
      BlockId id,
      long firstRecordNumber,
      long records,
      byte[] lines,
      long readRecords,
      long readBytes) {
    this.id = id;
    this.firstRecordNumber = firstRecordNumber;
    this.records = records;
    this.lines = lines;
    this.readRecords = readRecords;
    this.readBytes = readBytes;
  }

  /** Takes the array over: it must not be changed afterwards. */
  public static RecordBlock of(BlockId id, long firstRecordNumber, long records, byte[] lines) {
    return new RecordBlock(id, firstRecordNumber, records, lines, records, lines.length);
  }

  /**
   * The same block with changed lines, as a transformation of records makes it. To what commits the
   * block it is the same: identity, place and what was read stay. Takes the array over.
   *
   * @param records at most {@link #records()}
   */
  public RecordBlock withLines(long records, byte[] lines) {
    return new RecordBlock(id, firstRecordNumber, records, lines, readRecords, readBytes);
  }

  static RecordBlock of(
      BlockId id,
      long firstRecordNumber,
      long records,
      byte[] lines,
      long readRecords,
      long readBytes) {
    return new RecordBlock(id, firstRecordNumber, records, lines, readRecords, readBytes);
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

  /** How many RECORD messages the connector wrote; more than are left where some were dropped. */
  public long readRecords() {
    return readRecords;
  }

  /** The size of what the connector wrote, in bytes. */
  public long readBytes() {
    return readBytes;
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
        && readRecords == block.readRecords
        && readBytes == block.readBytes
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
