package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.airbyteio.protocol.ByteSearch;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Checks numbers, exactly. Lengths and exponents are looked at before anything is computed: what is
 * far beyond every limit costs no time.
 */
final class Numbers {
  /** So many digits always fit the integers of any sink that holds 64 bits. */
  private static final int SAFE_INTEGER_DIGITS = 18;

  /** A decimal of so many digits is printed again by the shortest form of its double. */
  private static final int SAFE_DOUBLE_CHARS = JsonScanner.SHORT_NUMBER_CHARS;

  /** No double has more characters, all its digits written out. */
  private static final int MAX_DOUBLE_CHARS = 1_100;

  /** What is longer takes seconds to be read as a number. */
  private static final int MAX_DECIMAL_CHARS = 200_000;

  private static final String SERIALIZATION_ERROR = ValueConformer.SERIALIZATION_ERROR;
  private static final String SIZE_LIMITATION = ValueConformer.SIZE_LIMITATION;

  private final ValueLimits limits;
  private final int integerDigits;
  private final boolean doublesOfAnyDigits;

  Numbers(ValueLimits limits) {
    this.limits = limits;
    this.doublesOfAnyDigits = limits.numbersAreDoubles() && !limits.limitsDigits();
    this.integerDigits =
        limits.minInteger().abs().max(limits.maxInteger().abs()).toString().length();
  }

  /** Reads an integer; returns the reason why it had to become null, or null. */
  @Nullable String integer(
      JsonToken token, JsonParser parser, byte[] source, int from, int to, Slice into)
      throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT && to - from <= SAFE_INTEGER_DIGITS) {
      into.set(source, from, to);
      return null;
    }
    String text = text(token, parser, source, from, to);
    if (text == null) {
      return SERIALIZATION_ERROR;
    }
    if (text.length() > MAX_DOUBLE_CHARS) {
      return tooLong(text);
    }
    BigInteger value;
    try {
      if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
        if (decimal.scale() > 0) {
          return SERIALIZATION_ERROR;
        }
        if ((long) decimal.precision() - decimal.scale() > integerDigits) {
          return SIZE_LIMITATION;
        }
        value = decimal.toBigIntegerExact();
      } else {
        value = new BigInteger(text);
      }
    } catch (NumberFormatException e) {
      return noNumber(token);
    }
    if (value.compareTo(limits.minInteger()) < 0 || value.compareTo(limits.maxInteger()) > 0) {
      return SIZE_LIMITATION;
    }
    into.set(value.toString().getBytes(StandardCharsets.US_ASCII));
    return null;
  }

  /** Reads a number; returns the reason why it had to become null, or null. */
  @Nullable String number(
      JsonToken token, JsonParser parser, byte[] source, int from, int to, Slice into)
      throws IOException {
    boolean number = token.isNumeric();
    if (number && !hasExponent(source, from, to) && isSafe(source, from, to)) {
      into.set(source, from, to);
      return null;
    }
    String text = text(token, parser, source, from, to);
    if (text == null) {
      return SERIALIZATION_ERROR;
    }
    if (text.length() > (limits.numbersAreDoubles() ? MAX_DOUBLE_CHARS : MAX_DECIMAL_CHARS)) {
      return tooLong(text);
    }
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return noNumber(token);
    }
    if (limits.numbersAreDoubles() && !isExactDouble(value) || !limits.holdsDigits(value)) {
      return SIZE_LIMITATION;
    }
    if (number) {
      into.set(source, from, to);
    } else {
      into.set(value.toString().getBytes(StandardCharsets.US_ASCII));
    }
    return null;
  }

  /** Whether a value that begins so is a number. */
  static boolean isNumber(byte first) {
    return first == '-' || first >= '0' && first <= '9';
  }

  /** Whether a number is surely an integer for a column of integers. */
  static boolean isSafeInteger(byte[] json, int from, int to) {
    return to - from <= SAFE_INTEGER_DIGITS && ByteSearch.indexOf(json, from, to, '.') == to;
  }

  /** Whether a number without exponent surely keeps its digits in a column of numbers. */
  boolean isSafe(byte[] json, int from, int to) {
    return to - from <= SAFE_DOUBLE_CHARS
        || doublesOfAnyDigits && ExactDoubles.surelyKeeps(json, from, to);
  }

  /** Whether a number within JSON has no more digits than the sink has room for. */
  boolean holdsDigits(JsonParser parser) throws IOException {
    String text = parser.getText();
    boolean hasExponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    if (text.length() <= SAFE_DOUBLE_CHARS && !hasExponent) {
      return true;
    }
    if (text.length() > MAX_DECIMAL_CHARS) {
      return false;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return limits.holdsDigits(number)
          && (keepsDigits(number, hasExponent) || isExactDouble(number));
    } catch (NumberFormatException e) {
      return false; // Its exponent is beyond any limit.
    }
  }

  private boolean keepsDigits(BigDecimal number, boolean hasExponent) {
    int most = limits.maxJsonNumberDigits();
    return most == Integer.MAX_VALUE
        || !hasExponent && number.precision() <= most && number.scale() < most;
  }

  /** The number as it is written, the text of a string, or null for anything else. */
  private static @Nullable String text(
      JsonToken token, JsonParser parser, byte[] source, int from, int to) throws IOException {
    if (token.isNumeric()) {
      return new String(source, from, to - from, StandardCharsets.US_ASCII);
    }
    return token == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private static String tooLong(String text) {
    boolean number = text.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0);
    return number ? SIZE_LIMITATION : SERIALIZATION_ERROR;
  }

  /** What JSON takes for a number and Java does not has an exponent beyond all limits. */
  private static String noNumber(JsonToken token) {
    return token.isNumeric() ? SIZE_LIMITATION : SERIALIZATION_ERROR;
  }

  /**
   * Whether the nearest double, printed with as many digits, is the number again: then nothing is
   * lost in a double.
   */
  private static boolean isExactDouble(BigDecimal value) {
    double nearest = value.doubleValue();
    return !Double.isInfinite(nearest)
        && new BigDecimal(nearest)
                .round(new MathContext(Math.max(1, value.precision()), RoundingMode.HALF_EVEN))
                .compareTo(value)
            == 0;
  }

  private static boolean hasExponent(byte[] source, int from, int to) {
    for (int i = from; i < to; i++) {
      if (source[i] == 'e' || source[i] == 'E') {
        return true;
      }
    }
    return false;
  }
}
