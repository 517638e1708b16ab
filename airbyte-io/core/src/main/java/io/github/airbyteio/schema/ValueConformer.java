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
  private final boolean limitsDigits;
  private final Temporals temporals;

  ValueConformer(ValueLimits limits) {
    this.limits = limits;
    this.limitsDigits = limits.limitsDigits();
    this.temporals = new Temporals(limits);
  }

  /**
   * Reads the parser's current value to its end.
   *
   * @param into is set to the value, and says whether characters were replaced in it; left absent
   *     when it is null
   * @return the reason why it had to become null, or null
   */
  @Nullable String conform(AirbyteType type, JsonParser parser, byte[] source, int base, Slice into)
      throws IOException {
    JsonToken token = parser.currentToken();
    into.present = false;
    into.replaced = false;
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    int from = base + (int) parser.currentTokenLocation().getByteOffset();
    String beyond = skip(parser, limitsDigits && isJson(type));
    int to = base + (int) parser.currentLocation().getByteOffset();
    if (beyond == null && JsonEscapes.hasLoneSurrogate(source, from, to)) {
      beyond = SERIALIZATION_ERROR; // Half a character cannot be stored.
    }
    if (beyond != null) {
      return beyond;
    }
    if (!limits.storesNulCharacter() && JsonEscapes.hasNul(source, from, to)) {
      into.replaced = true;
      return conform(
          type, token, parser, JsonEscapes.withoutNul(source, from, to), 0, to - from, into);
    }
    return conform(type, token, parser, source, from, to, into);
  }

  private @Nullable String conform(
      AirbyteType type,
      JsonToken token,
      JsonParser parser,
      byte[] source,
      int from,
      int to,
      Slice into)
      throws IOException {
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
    if (reason == null
        && into.length > (isJson(type) ? limits.maxJsonBytes() : limits.maxTextBytes())) {
      into.present = false;
      return SIZE_LIMITATION;
    }
    return reason;
  }

  private static boolean isJson(AirbyteType type) {
    return switch (type) {
      case ARRAY, OBJECT, UNION, UNKNOWN -> true;
      default -> false;
    };
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
    if (limits.numbersAreDoubles() && !isExactDouble(value) || !limits.holdsDigits(value)) {
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

  /**
   * Reads the current value to its end; returns the reason if it holds a number that cannot be
   * stored: neither NaN and Infinity, which Python writes where JSON has no number, nor more digits
   * than the sink has room for where it parses JSON.
   */
  private @Nullable String skip(JsonParser parser, boolean checksDigits) throws IOException {
    String reason = null;
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
        reason = SERIALIZATION_ERROR;
      } else if (checksDigits && token.isNumeric() && !holdsDigits(parser.getText())) {
        reason = SIZE_LIMITATION;
      }
      if (depth == 0) {
        parser.finishToken();
        return reason;
      }
      token = parser.nextToken();
      if (token == null) {
        throw new JsonEOFException(parser, null, "The value has no end.");
      }
    }
  }

  private boolean holdsDigits(String number) {
    if (number.length() <= SAFE_DOUBLE_CHARS && number.indexOf('e') + number.indexOf('E') == -2) {
      return true;
    }
    try {
      return limits.holdsDigits(new BigDecimal(number));
    } catch (NumberFormatException e) {
      return false; // Its exponent is beyond any limit.
    }
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
