package io.github.airbyteio.schema;

import java.math.BigInteger;

/** Limits as most stores have them; a test sets what it is about. */
final class Limits {
  private Limits() {}

  /** Integers of 64 bits, doubles, texts of a thousand bytes, years of four digits. */
  static ValueLimits.Builder usual() {
    return ValueLimits.builder()
        .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
        .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
        .setNumbersAreDoubles(true)
        .setMaxTextBytes(1_000)
        .setMinYear(1)
        .setMaxYear(9999);
  }
}
