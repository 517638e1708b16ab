package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.Optional;

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

  /**
   * The most digits before the decimal point that a number may have, also one within JSON, leading
   * zeros aside; at least 16, no limit unless set.
   */
  public abstract int maxIntegerDigits();

  /** The same behind the decimal point, for a number that is written without an exponent. */
  public abstract int maxFractionDigits();

  /**
   * The most digits, before and behind the decimal point together, that a number within JSON keeps;
   * one that has more, or an exponent, must be a double. No limit unless set.
   */
  public abstract int maxJsonNumberDigits();

  /** The most UTF-8 bytes a string may have. */
  public abstract long maxTextBytes();

  /** The most UTF-8 bytes a value kept as JSON may have; as many as a string unless set. */
  public abstract long maxJsonBytes();

  /**
   * Whether U+0000 can be stored, true unless set. Otherwise U+FFFD is stored in its place and the
   * change is recorded.
   */
  public abstract boolean storesNulCharacter();

  /** The greatest offset from UTC of a time, in seconds; 18 hours unless set. */
  public abstract int maxOffsetSeconds();

  public abstract int minYear();

  public abstract int maxYear();

  /** Whether numbers have a limit of digits. */
  final boolean limitsDigits() {
    return maxIntegerDigits() < Integer.MAX_VALUE
        || maxFractionDigits() < Integer.MAX_VALUE
        || maxJsonNumberDigits() < Integer.MAX_VALUE;
  }

  /** Whether a number has no more digits, before and behind the point, than can be stored. */
  final boolean holdsDigits(BigDecimal number) {
    return number.scale() <= maxFractionDigits()
        && (long) number.precision() - number.scale() <= maxIntegerDigits();
  }

  public static Builder builder() {
    return new AutoValue_ValueLimits.Builder()
        .setMaxIntegerDigits(Integer.MAX_VALUE)
        .setMaxFractionDigits(Integer.MAX_VALUE)
        .setMaxJsonNumberDigits(Integer.MAX_VALUE)
        .setStoresNulCharacter(true)
        .setMaxOffsetSeconds(ZoneOffset.MAX.getTotalSeconds());
  }

  /** Builds {@link ValueLimits}. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setMinInteger(BigInteger value);

    public abstract Builder setMaxInteger(BigInteger value);

    public abstract Builder setNumbersAreDoubles(boolean value);

    public abstract Builder setMaxIntegerDigits(int value);

    public abstract Builder setMaxFractionDigits(int value);

    public abstract Builder setMaxJsonNumberDigits(int value);

    public abstract Builder setMaxTextBytes(long value);

    public abstract Builder setMaxJsonBytes(long value);

    public abstract Builder setStoresNulCharacter(boolean value);

    public abstract Builder setMaxOffsetSeconds(int value);

    public abstract Builder setMinYear(int value);

    public abstract Builder setMaxYear(int value);

    abstract long maxTextBytes();

    abstract Optional<Long> maxJsonBytes();

    abstract ValueLimits autoBuild();

    public final ValueLimits build() {
      if (maxJsonBytes().isEmpty()) {
        setMaxJsonBytes(maxTextBytes());
      }
      return autoBuild();
    }
  }
}
