package io.github.airbyteio.schema;

import java.time.Instant;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads moments from dates and timestamps as sources write them: without an offset they are in UTC,
 * a date is its first moment. For the years 1 to 9999.
 */
public final class Timestamps {
  private static final Temporals TEMPORALS = new Temporals(1, 9999);

  private Timestamps() {}

  /** The moment, to the microsecond; null if the text is no date or timestamp. */
  public static @Nullable Instant parse(String text) {
    String canonical = TEMPORALS.canonical(AirbyteType.TIMESTAMP_WITH_TIMEZONE, text);
    return canonical == null ? null : Instant.parse(canonical);
  }

  /** Whether values of a column are texts that may be moments. */
  public static boolean mayBe(AirbyteType type) {
    return switch (type) {
      case DATE, TIMESTAMP_WITH_TIMEZONE, TIMESTAMP_WITHOUT_TIMEZONE, STRING -> true;
      default -> false;
    };
  }
}
