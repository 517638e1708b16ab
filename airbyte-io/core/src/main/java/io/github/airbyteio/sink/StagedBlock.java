package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.state.BlockId;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A block that is durable at the sink and not yet visible: a small reference. */
@AutoValue
public abstract class StagedBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract BlockId id();

  /** Where the sink put it: a file, say. Only that sink reads it. */
  public abstract String location();

  public abstract long records();

  /** Records in which a value was replaced by null. */
  public abstract long recordsNulled();

  /** Records that were left out on the way: no one stages them. */
  public abstract long recordsFiltered();

  /** The size of the block as the connector wrote it. */
  public abstract long bytes();

  /** Why the block can never be committed, or null: a line of it is no RECORD. */
  public abstract @Nullable String rejection();

  public static StagedBlock of(
      BlockId id, String location, long records, long recordsNulled, long bytes) {
    return new AutoValue_StagedBlock(id, location, records, recordsNulled, 0, bytes, null);
  }

  static StagedBlock of(
      BlockId id,
      String location,
      long records,
      long recordsNulled,
      long recordsFiltered,
      long bytes,
      @Nullable String rejection) {
    return new AutoValue_StagedBlock(
        id, location, records, recordsNulled, recordsFiltered, bytes, rejection);
  }

  final StagedBlock withRecordsFiltered(long filtered) {
    return new AutoValue_StagedBlock(
        id(), location(), records(), recordsNulled(), filtered, bytes(), rejection());
  }

  static StagedBlock rejected(BlockId id, long records, long bytes, String rejection) {
    return new AutoValue_StagedBlock(id, "", records, 0, 0, bytes, rejection);
  }
}
