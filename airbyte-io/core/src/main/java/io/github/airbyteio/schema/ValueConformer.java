package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
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

  private final ValueLimits limits;
  private final boolean limitsDigits;
  private final Numbers numbers;
  private final Temporals temporals;
  private final TemporalBytes temporalBytes;

  ValueConformer(ValueLimits limits) {
    this.limits = limits;
    this.limitsDigits = limits.limitsDigits();
    this.numbers = new Numbers(limits);
    this.temporals = new Temporals(limits);
    this.temporalBytes = new TemporalBytes(limits.minYear(), limits.maxYear());
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
          case INTEGER -> numbers.integer(token, parser, source, from, to, into);
          case NUMBER -> numbers.number(token, parser, source, from, to, into);
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

  /**
   * Whether a value is one for its column, by a look at its bytes; false where only {@link
   * #conform} can tell.
   *
   * @param json valid JSON that is not null, {@linkplain JsonScanner#wasPlain() plain} between the
   *     two places
   * @param into is set to the value if it is; else what is set is of no use
   */
  boolean fits(AirbyteType type, byte[] json, int from, int to, Slice into) {
    into.set(json, from, to);
    byte first = json[from];
    if (to - from > (isJson(type) ? limits.maxJsonBytes() : limits.maxTextBytes())) {
      return false;
    }
    return switch (type) {
      case STRING -> first == '"';
      case BOOLEAN -> first == 't' || first == 'f';
      case INTEGER -> Numbers.isNumber(first) && Numbers.isSafeInteger(json, from, to);
      case NUMBER -> Numbers.isNumber(first) && numbers.isSafe(json, from, to);
      case ARRAY -> first == '[';
      case OBJECT -> first == '{';
      case UNION, UNKNOWN ->
          !limitsDigits || !Numbers.isNumber(first) || to - from <= JsonScanner.SHORT_NUMBER_CHARS;
      case DATE,
          TIMESTAMP_WITH_TIMEZONE,
          TIMESTAMP_WITHOUT_TIMEZONE,
          TIME_WITH_TIMEZONE,
          TIME_WITHOUT_TIMEZONE ->
          first == '"' && temporalBytes.read(type, json, from, to, into);
    };
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
    if (temporalBytes.read(type, source, from, to, into)) {
      return null;
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
      } else if (checksDigits && token.isNumeric() && !numbers.holdsDigits(parser)) {
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

  private static byte[] quoted(String text) {
    return bytes('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
