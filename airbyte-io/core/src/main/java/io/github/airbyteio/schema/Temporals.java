package io.github.airbyteio.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
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

  private static final byte[] UTC_OFFSET = {'+', '0', '0', ':', '0', '0'};
  private static final int DATE_CHARS = "2024-01-02".length();
  private static final int SECOND_CHARS = "2024-01-02T03:04:05".length();

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

  /**
   * Tells by a look at its bytes how many of the text's first characters are its canonical form,
   * without the {@code Z} of an instant: most sources write dates and timestamps so. -1 where only
   * {@link #canonical} can tell.
   */
  int canonicalChars(AirbyteType type, byte[] text, int from, int to) {
    if (type == AirbyteType.DATE) {
      return to - from == DATE_CHARS && isDate(text, from) ? DATE_CHARS : -1;
    }
    if (type != AirbyteType.TIMESTAMP_WITH_TIMEZONE
        && type != AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE) {
      return -1;
    }
    int end = to - utcChars(text, from, to);
    boolean told =
        end - from >= SECOND_CHARS
            && isDate(text, from)
            && text[from + DATE_CHARS] == 'T'
            && isBelow(text, from + 11, 24)
            && text[from + 13] == ':'
            && isBelow(text, from + 14, 60)
            && text[from + 16] == ':'
            && isBelow(text, from + 17, 60)
            && isFraction(text, from + SECOND_CHARS, end);
    return told ? withoutZeros(text, from + SECOND_CHARS, end) - from : -1;
  }

  /** The number of characters at the end that say UTC. */
  private static int utcChars(byte[] text, int from, int to) {
    if (to > from && text[to - 1] == 'Z') {
      return 1;
    }
    int start = to - UTC_OFFSET.length;
    return start >= from && Arrays.equals(text, start, to, UTC_OFFSET, 0, UTC_OFFSET.length)
        ? UTC_OFFSET.length
        : 0;
  }

  private boolean isDate(byte[] text, int from) {
    int year = 100 * twoDigits(text, from) + twoDigits(text, from + 2);
    int month = twoDigits(text, from + 5);
    int day = twoDigits(text, from + 8);
    return twoDigits(text, from) >= 0
        && twoDigits(text, from + 2) >= 0
        && text[from + 4] == '-'
        && text[from + 7] == '-'
        && year >= minYear
        && year <= maxYear
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= (day <= 28 ? 28 : YearMonth.of(year, month).lengthOfMonth());
  }

  /** Nothing, or a point and up to nine digits. */
  private static boolean isFraction(byte[] text, int from, int to) {
    if (from == to) {
      return true;
    }
    boolean digits = text[from] == '.' && to - from >= 2 && to - from <= 10;
    for (int i = from + 1; i < to; i++) {
      digits &= text[i] >= '0' && text[i] <= '9';
    }
    return digits;
  }

  /** Where a fraction ends when it is cut to microseconds and has no zeros at its end. */
  private static int withoutZeros(byte[] text, int from, int to) {
    int end = Math.min(to, from + 7);
    while (end > from && (text[end - 1] == '0' || text[end - 1] == '.')) {
      end--;
    }
    return end;
  }

  private static boolean isBelow(byte[] text, int at, int bound) {
    int value = twoDigits(text, at);
    return value >= 0 && value < bound;
  }

  /** The number of two digits, or below zero. */
  private static int twoDigits(byte[] text, int at) {
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : 10 * tens + ones;
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
