package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Instant;

/** One round of a continuous read. */
@AutoValue
public abstract class Round implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Counted from 1; some numbers are missing where a pipeline went back to a savepoint. */
  public abstract long number();

  public abstract Instant begun();

  /** When the next round begins at the earliest. */
  public abstract Instant next();

  static Round of(long number, Instant begun, Instant next) {
    return new AutoValue_Round(number, begun, next);
  }
}
