package io.github.airbyteio.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads dates and times as sources write them and prints them in one form: ISO 8601, microseconds
 * cut, instants in UTC. What is no valid date or time gives null; nothing is guessed or moved.
 */
final class Temporals {
  private static final Pattern DATE = Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})");
  private static final Pattern TIME =
      Pattern.compile("(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?");
  private static final Pattern OFFSET =
      Pattern.compile("Z|z|UTC|GMT|([+-])(\\d{2})(?::?(\\d{2}))?");
  private static final DateTimeFormatter TIME_OUT =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private final int minYear;
  private final int maxYear;
  private final int maxOffsetSeconds;

  Temporals(ValueLimits limits) {
    this(limits.minYear(), limits.maxYear(), limits.maxOffsetSeconds());
  }

  Temporals(int minYear, int maxYear) {
    this(minYear, maxYear, ZoneOffset.MAX.getTotalSeconds());
  }

  private Temporals(int minYear, int maxYear, int maxOffsetSeconds) {
    this.minYear = minYear;
    this.maxYear = maxYear;
    this.maxOffsetSeconds = maxOffsetSeconds;
  }

  /** Returns the canonical text of the value, or null if it is none or beyond the limits. */
  @Nullable String canonical(AirbyteType type, String text) {
    try {
      return switch (type) {
        case DATE -> inRange(date(text)).toString();
        case TIMESTAMP_WITH_TIMEZONE -> timestamp(text, true);
        case TIMESTAMP_WITHOUT_TIMEZONE -> timestamp(text, false);
        case TIME_WITH_TIMEZONE -> time(text, true);
        case TIME_WITHOUT_TIMEZONE -> time(text, false);
        default -> throw new IllegalArgumentException(type + " is no date or time");
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  private String timestamp(String text, boolean zoned) {
    int split = 0;
    while (split < text.length()
        && text.charAt(split) != 'T'
        && text.charAt(split) != 't'
        && text.charAt(split) != ' ') {
      split++;
    }
    LocalDate date = date(text.substring(0, split));
    String rest = split < text.length() ? text.substring(split + 1) : "00:00:00";
    boolean endOfDay = rest.startsWith("24:00:00");
    Parts parts = parts(endOfDay ? "00" + rest.substring(2) : rest);
    if (endOfDay && parts.time().toNanoOfDay() != 0) {
      throw new DateTimeException("a time behind the end of the day");
    }
    LocalDateTime local = date.atTime(parts.time()).plusDays(endOfDay ? 1 : 0);
    if (zoned && parts.offset() != null) {
      local = local.minusSeconds(parts.offset().getTotalSeconds());
    } else if (!zoned && parts.offset() != null && parts.offset().getTotalSeconds() != 0) {
      // The wall clock's time is what the column holds; an offset would be dropped silently.
      throw new DateTimeException("an offset in a timestamp without one");
    }
    inRange(local.toLocalDate());
    return local.toLocalDate() + "T" + TIME_OUT.format(local.toLocalTime()) + (zoned ? "Z" : "");
  }

  private String time(String text, boolean zoned) {
    Parts parts = parts(text);
    if (zoned) {
      ZoneOffset offset = parts.offset() == null ? ZoneOffset.UTC : parts.offset();
      if (Math.abs(offset.getTotalSeconds()) > maxOffsetSeconds) {
        throw new DateTimeException("an offset that the sink cannot hold");
      }
      return TIME_OUT.format(parts.time()) + offset.getId();
    }
    if (parts.offset() != null && parts.offset().getTotalSeconds() != 0) {
      throw new DateTimeException("an offset in a time without one");
    }
    return TIME_OUT.format(parts.time());
  }

  private record Parts(LocalTime time, @Nullable ZoneOffset offset) {}

  private static Parts parts(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.lookingAt()) {
      throw new DateTimeException("no time");
    }
    String rest = text.substring(time.end()).strip();
    int second = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
    String fraction = time.group(4) == null ? "0" : time.group(4);
    int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
    LocalTime local =
        LocalTime.of(
            Integer.parseInt(time.group(1)),
            Integer.parseInt(time.group(2)),
            second,
            micros * 1_000);
    return new Parts(local, rest.isEmpty() ? null : offset(rest));
  }

  private static ZoneOffset offset(String text) {
    Matcher offset = OFFSET.matcher(text);
    if (!offset.matches()) {
      throw new DateTimeException("no offset");
    }
    if (offset.group(1) == null) {
      return ZoneOffset.UTC;
    }
    int sign = offset.group(1).equals("-") ? -1 : 1;
    int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
    return ZoneOffset.ofHoursMinutes(sign * Integer.parseInt(offset.group(2)), sign * minutes);
  }

  private static LocalDate date(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      throw new DateTimeException("no date");
    }
    return LocalDate.of(
        Integer.parseInt(date.group(1)),
        Integer.parseInt(date.group(2)),
        Integer.parseInt(date.group(3)));
  }

  private LocalDate inRange(LocalDate date) {
    if (date.getYear() < minYear || date.getYear() > maxYear) {
      throw new DateTimeException("beyond the years that the sink holds");
    }
    return date;
  }
}
