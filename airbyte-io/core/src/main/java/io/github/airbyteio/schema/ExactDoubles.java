package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;

/**
 * Tells of most decimals quickly that a double keeps them, by integers of 128 bits where {@link
 * Numbers} takes arithmetic of any length.
 */
final class ExactDoubles {
  /** Ten to the power of this, times any double's 53 bits, is below 2^110. */
  private static final int MAX_DIGITS = 17;

  private static final int MAX_SHIFT = 110;

  private static final long[] POWERS_OF_TEN = new long[MAX_DIGITS + 1];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i <= MAX_DIGITS; i++) {
      POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
    }
  }

  private ExactDoubles() {}

  /**
   * Whether the nearest double, printed with as many digits, is surely the number again; false
   * where only exact arithmetic can tell.
   *
   * @param json a JSON number
   */
  static boolean surelyKeeps(byte[] json, int from, int to) {
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = json[from] == '-' ? from + 1 : from; i < to; i++) {
      if (json[i] == '.') {
        point = i;
      } else if (json[i] < '0' || json[i] > '9' || count == MAX_DIGITS) {
        return false;
      } else {
        digits = 10 * digits + (json[i] - '0');
        count += digits == 0 ? 0 : 1;
      }
    }
    int scale = point < 0 ? 0 : to - point - 1;
    // Just below a power of ten a number of so many digits is finer.
    if (count == 0 || scale > MAX_DIGITS || digits == POWERS_OF_TEN[count - 1]) {
      return false;
    }
    String text = new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    return rounds(Math.abs(NumberInput.parseDouble(text, true)), digits, scale);
  }

  /** Whether the double, times 10^scale and rounded, is surely the integer. */
  private static boolean rounds(double value, long integer, int scale) {
    int exponent = Math.getExponent(value);
    int shift = 52 - exponent;
    if (exponent < Double.MIN_EXPONENT || shift < 1 || shift > MAX_SHIFT) {
      return false;
    }
    long mantissa = Double.doubleToRawLongBits(value) & (1L << 52) - 1 | 1L << 52;
    // The value is mantissa / 2^shift: compares mantissa * 10^scale with integer * 2^shift.
    long power = POWERS_OF_TEN[scale];
    long low = mantissa * power;
    long high = Math.multiplyHigh(mantissa, power);
    long otherLow = shift < 64 ? integer << shift : 0;
    long otherHigh = shift < 64 ? integer >>> 64 - shift : integer << shift - 64;
    long lowDifference = low - otherLow;
    long difference = high - otherHigh - (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
    if (difference < 0) {
      difference = ~difference + (lowDifference == 0 ? 1 : 0);
      lowDifference = -lowDifference;
    }
    // Half of 2^shift.
    return shift <= 64
        ? difference == 0 && Long.compareUnsigned(lowDifference, 1L << shift - 1) < 0
        : difference < 1L << shift - 65;
  }
}
