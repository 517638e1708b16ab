package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Map;

/** What conforming a block has met. */
@AutoValue
public abstract class ConformCounts implements Serializable {
  /** Records that were handed over. */
  public abstract long records();

  /** Of those, the records in which at least one value was replaced by null. */
  public abstract long recordsNulled();

  /** Records that a filter has left out; they are not among {@link #records()}. */
  public abstract long recordsFiltered();

  /** How many values have become null, of some fields and reasons: not of all where many are. */
  public abstract Map<NulledField, Long> valuesNulled();

  /**
   * A field of which values have become null.
   *
   * @param reason in the protocol's words
   */
  public record NulledField(String field, String reason) implements Serializable {}

  public static ConformCounts of(long records, long recordsNulled) {
    return of(records, recordsNulled, 0);
  }

  public static ConformCounts of(long records, long recordsNulled, long recordsFiltered) {
    return of(records, recordsNulled, recordsFiltered, Map.of());
  }

  static ConformCounts of(
      long records, long recordsNulled, long recordsFiltered, Map<NulledField, Long> valuesNulled) {
    return new AutoValue_ConformCounts(
        records, recordsNulled, recordsFiltered, Map.copyOf(valuesNulled));
  }
}
