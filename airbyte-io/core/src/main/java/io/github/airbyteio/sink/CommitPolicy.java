package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;

/**
 * How much is gathered before it is committed: what waits is committed when it is large enough, or
 * old enough. The end of a read waits for neither.
 */
@AutoValue
public abstract class CommitPolicy implements Serializable {
  /** For stores in which a commit costs little. */
  public static final CommitPolicy DEFAULT = of(Duration.ofSeconds(5), 64L << 20);

  /** The longest time for which a checkpoint that could be committed waits for more. */
  public abstract Duration every();

  /** The bytes, as the connector wrote them, that are committed without waiting for more. */
  public abstract long bytes();

  public static CommitPolicy of(Duration every, long bytes) {
    if (every.isNegative() || every.isZero() || bytes <= 0) {
      throw new IllegalArgumentException("every " + every + " or " + bytes + " bytes");
    }
    return new AutoValue_CommitPolicy(every, bytes);
  }

  public final CommitPolicy withEvery(Duration every) {
    return of(every, bytes());
  }
}
