package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Checks one value against its column: as it is, in canonical form, or null with a reason. No value
 * changes silently.
 *
 * <p>A value of a kind that the column does not hold is a serialization error, one of the right
 * kind beyond the sink's limits a size limitation.
 */
final class ValueConformer {
  static final String SERIALIZATION_ERROR = "DESTINATION_SERIALIZATION_ERROR";
  static final String SIZE_LIMITATION = "DESTINATION_FIELD_SIZE_LIMITATION";

  /** So many digits always fit the integers of any sink that holds 64 bits. */
  private static final int SAFE_INTEGER_DIGITS = 18;

  /** A decimal of so many characters is always printed again by the shortest form of its double. */
  private static final int SAFE_DOUBLE_CHARS = 16;

  private final ValueLimits limits;
  private final Temporals temporals;

  ValueConformer(ValueLimits limits) {
    this.limits = limits;
    this.temporals = new Temporals(limits);
  }

  /**
   * Reads the parser's current value to its end.
   *
   * @param into is set to the value; left absent when it is null
   * @return the reason why it had to become null, or null
   */
  @Nullable String conform(AirbyteType type, JsonParser parser, byte[] source, int base, Slice into)
      throws IOException {
    JsonToken token = parser.currentToken();
    into.present = false;
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    int from = base + (int) parser.currentTokenLocation().getByteOffset();
    boolean json = skip(parser);
    int to = base + (int) parser.currentLocation().getByteOffset();
    if (!json || hasLoneSurrogate(source, from, to)) {
      // Neither NaN and Infinity, which Python writes where JSON has no number, nor half a
      // character can be stored.
      return SERIALIZATION_ERROR;
    }
    String reason =
        switch (type) {
          case STRING -> string(token, parser, source, from, to, into);
          case BOOLEAN ->
              token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
                  ? asItIs(source, from, to, into)
                  : SERIALIZATION_ERROR;
          case INTEGER -> integer(token, parser, source, from, to, into);
          case NUMBER -> number(token, parser, source, from, to, into);
          case ARRAY ->
              token == JsonToken.START_ARRAY ? asItIs(source, from, to, into) : SERIALIZATION_ERROR;
          case OBJECT ->
              token == JsonToken.START_OBJECT
                  ? asItIs(source, from, to, into)
                  : SERIALIZATION_ERROR;
          case UNION, UNKNOWN -> asItIs(source, from, to, into);
          case DATE,
              TIMESTAMP_WITH_TIMEZONE,
              TIMESTAMP_WITHOUT_TIMEZONE,
              TIME_WITH_TIMEZONE,
              TIME_WITHOUT_TIMEZONE ->
              temporal(type, token, parser, source, from, to, into);
        };
    if (reason == null && into.length > limits.maxTextBytes()) {
      into.present = false;
      return SIZE_LIMITATION;
    }
    return reason;
  }

  private static @Nullable String asItIs(byte[] source, int from, int to, Slice into) {
    into.set(source, from, to);
    return null;
  }

  private static @Nullable String string(
      JsonToken token, JsonParser parser, byte[] source, int from, int to, Slice into)
      throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return asItIs(source, from, to, into);
    }
    into.set(quoted(new String(source, from, to - from, StandardCharsets.UTF_8)));
    return null;
  }

  private @Nullable String integer(
      JsonToken token, JsonParser parser, byte[] source, int from, int to, Slice into)
      throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT && to - from <= SAFE_INTEGER_DIGITS) {
      return asItIs(source, from, to, into);
    }
    BigInteger value;
    try {
      value =
          switch (token) {
            case VALUE_NUMBER_INT -> new BigInteger(text(source, from, to));
            case VALUE_NUMBER_FLOAT -> new BigDecimal(text(source, from, to)).toBigIntegerExact();
            case VALUE_STRING -> new BigInteger(parser.getText());
            default -> null;
          };
    } catch (NumberFormatException e) {
      return SERIALIZATION_ERROR;
    } catch (ArithmeticException e) {
      return SERIALIZATION_ERROR;
    }
    if (value == null) {
      return SERIALIZATION_ERROR;
    }
    if (value.compareTo(limits.minInteger()) < 0 || value.compareTo(limits.maxInteger()) > 0) {
      return SIZE_LIMITATION;
    }
    into.set(bytes(value.toString()));
    return null;
  }

  private @Nullable String number(
      JsonToken token, JsonParser parser, byte[] source, int from, int to, Slice into)
      throws IOException {
    boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    if (number && to - from <= SAFE_DOUBLE_CHARS && !hasExponent(source, from, to)) {
      return asItIs(source, from, to, into);
    }
    if (!number && token != JsonToken.VALUE_STRING) {
      return SERIALIZATION_ERROR;
    }
    String text = number ? text(source, from, to) : parser.getText();
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return SERIALIZATION_ERROR;
    }
    if (limits.numbersAreDoubles() && !isExactDouble(value)) {
      return SIZE_LIMITATION;
    }
    if (number) {
      return asItIs(source, from, to, into);
    }
    into.set(bytes(value.toString()));
    return null;
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

  private @Nullable String temporal(
      AirbyteType type,
      JsonToken token,
      JsonParser parser,
      byte[] source,
      int from,
      int to,
      Slice into)
      throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      return SERIALIZATION_ERROR;
    }
    if (temporals.isCanonical(type, source, from + 1, to - 1)) {
      return asItIs(source, from, to, into);
    }
    String text = parser.getText();
    String canonical = temporals.canonical(type, text);
    if (canonical == null) {
      return SERIALIZATION_ERROR;
    }
    if (canonical.length() == to - from - 2 && canonical.equals(text)) {
      return asItIs(source, from, to, into);
    }
    into.set(quoted(canonical));
    return null;
  }

  /** Reads the current value to its end; returns false if it holds a number that JSON has not. */
  private static boolean skip(JsonParser parser) throws IOException {
    boolean json = true;
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
        json = false;
      }
      if (depth == 0) {
        parser.finishToken();
        return json;
      }
      token = parser.nextToken();
      if (token == null) {
        throw new JsonEOFException(parser, null, "The value has no end.");
      }
    }
  }

  /** Whether an escaped half of a surrogate pair stands alone. */
  private static boolean hasLoneSurrogate(byte[] source, int from, int to) {
    boolean expectLow = false;
    for (int i = from; i < to; i++) {
      boolean low = false;
      boolean high = false;
      if (source[i] == '\\') {
        if (source[i + 1] == 'u' && (source[i + 2] | 0x20) == 'd') {
          int second = Character.digit(source[i + 3], 16);
          high = second >= 8 && second <= 11;
          low = second >= 12;
        }
        i += source[i + 1] == 'u' ? 5 : 1;
      }
      if (low != expectLow) {
        return true;
      }
      expectLow = high;
    }
    return expectLow;
  }

  private static boolean hasExponent(byte[] source, int from, int to) {
    for (int i = from; i < to; i++) {
      if (source[i] == 'e' || source[i] == 'E') {
        return true;
      }
    }
    return false;
  }

  private static String text(byte[] source, int from, int to) {
    return new String(source, from, to - from, StandardCharsets.US_ASCII);
  }

  private static byte[] quoted(String text) {
    return bytes('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
