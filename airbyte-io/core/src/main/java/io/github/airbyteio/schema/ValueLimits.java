package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigInteger;

/**
 * What a sink's columns can hold. A value beyond a limit becomes null, with the reason recorded.
 *
 * <p>Timestamps are limited to the years that the sink can store; all sinks keep microseconds.
 */
@AutoValue
public abstract class ValueLimits implements Serializable {
  public abstract BigInteger minInteger();

  public abstract BigInteger maxInteger();

  /** Whether a NUMBER column holds IEEE doubles: a number beyond their range does not fit. */
  public abstract boolean numbersAreDoubles();

  /** The most UTF-8 bytes a string, or a value kept as JSON text, may have. */
  public abstract long maxTextBytes();

  public abstract int minYear();

  public abstract int maxYear();

  public static Builder builder() {
    return new AutoValue_ValueLimits.Builder();
  }

  /** Builds {@link ValueLimits}. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setMinInteger(BigInteger value);

    public abstract Builder setMaxInteger(BigInteger value);

    public abstract Builder setNumbersAreDoubles(boolean value);

    public abstract Builder setMaxTextBytes(long value);

    public abstract Builder setMinYear(int value);

    public abstract Builder setMaxYear(int value);

    public abstract ValueLimits build();
  }
}
