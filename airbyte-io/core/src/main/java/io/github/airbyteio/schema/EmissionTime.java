package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Reads when a record was emitted, in milliseconds since the epoch. */
final class EmissionTime {
  /** No time, or one that the sink's timestamps do not hold: of a source that counts otherwise. */
  static final long NONE = Long.MIN_VALUE;

  /** An integer of so many characters is a long. */
  static final int LONG_CHARS = 18;

  /** No time has more characters, however it is written. */
  private static final int MAX_CHARS = 100;

  private final long earliest;
  private final long end;

  EmissionTime(ValueLimits limits) {
    this.earliest = startOf(limits.minYear());
    this.end = startOf(limits.maxYear() + 1);
  }

  private static long startOf(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** The time, or NONE. */
  long of(long millis) {
    return millis >= earliest && millis < end ? millis : NONE;
  }

  /** Reads the number at which the parser stands; parts of milliseconds are cut. */
  long read(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getTextLength() <= LONG_CHARS) {
      return of(parser.getLongValue());
    }
    if (parser.getTextLength() > MAX_CHARS) {
      return NONE;
    }
    String text = parser.getText();
    try {
      BigDecimal time = new BigDecimal(text);
      boolean holds =
          time.compareTo(BigDecimal.valueOf(earliest)) >= 0
              && time.compareTo(BigDecimal.valueOf(end)) < 0;
      return holds ? time.longValue() : NONE;
    } catch (NumberFormatException e) {
      return NONE; // NaN, or an exponent beyond all numbers.
    }
  }
}
