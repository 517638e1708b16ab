package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What is known of a stream's current generation. */
@AutoValue
public abstract class StoredGeneration implements Serializable {
  public abstract long id();

  /** Whether a read of this generation has completed. */
  public abstract boolean complete();

  public static StoredGeneration of(long id, boolean complete) {
    return new AutoValue_StoredGeneration(id, complete);
  }
}
