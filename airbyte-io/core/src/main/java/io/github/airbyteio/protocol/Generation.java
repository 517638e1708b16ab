package io.github.airbyteio.protocol;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/**
 * Airbyte's generation of a stream during one sync.
 *
 * @see <a href="https://docs.airbyte.com/operator-guides/refreshes">Refreshes</a>
 */
@AutoValue
public abstract class Generation implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Grows with each full refresh of the stream; 1 is the first. */
  public abstract long id();

  /** 0: nothing is replaced. Equal to {@link #id()}: all older rows go when the read completes. */
  public abstract long minimumId();

  /** Grows with each sync. */
  public abstract long syncId();

  public final boolean replacesOlder() {
    return minimumId() == id();
  }

  public static Generation of(long id, long minimumId, long syncId) {
    if (minimumId != 0 && minimumId != id) {
      throw new IllegalArgumentException(
          "minimum generation " + minimumId + " must be 0 or the generation " + id);
    }
    return new AutoValue_Generation(id, minimumId, syncId);
  }
}
