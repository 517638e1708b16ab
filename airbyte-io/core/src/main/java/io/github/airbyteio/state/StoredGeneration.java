package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What is known of a stream's current generation. */
@AutoValue
public abstract class StoredGeneration implements Serializable {
  public abstract long id();

  /** Whether a read of this generation has completed. */
  public abstract boolean complete();

  /**
   * Whether it is to replace older generations: then its rows are in the table only when it is
   * complete.
   */
  public abstract boolean replaces();

  public static StoredGeneration of(long id, boolean complete, boolean replaces) {
    return new AutoValue_StoredGeneration(id, complete, replaces);
  }
}
