package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What conforming a block has met. */
@AutoValue
public abstract class ConformCounts implements Serializable {
  public abstract long records();

  /** Records in which at least one value was replaced by null. */
  public abstract long recordsNulled();

  public static ConformCounts of(long records, long recordsNulled) {
    return new AutoValue_ConformCounts(records, recordsNulled);
  }
}
