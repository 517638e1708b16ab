package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What conforming a block has met. */
@AutoValue
public abstract class ConformCounts implements Serializable {
  /** Records that were handed over. */
  public abstract long records();

  /** Of those, the records in which at least one value was replaced by null. */
  public abstract long recordsNulled();

  /** Records that a filter has left out; they are not among {@link #records()}. */
  public abstract long recordsFiltered();

  public static ConformCounts of(long records, long recordsNulled) {
    return of(records, recordsNulled, 0);
  }

  public static ConformCounts of(long records, long recordsNulled, long recordsFiltered) {
    return new AutoValue_ConformCounts(records, recordsNulled, recordsFiltered);
  }
}
