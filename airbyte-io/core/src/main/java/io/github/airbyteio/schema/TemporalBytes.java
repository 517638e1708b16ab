package io.github.airbyteio.schema;

import java.time.YearMonth;
import java.util.Arrays;

/**
 * Reads dates and times in the forms in which nearly all sources write them, by a look at their
 * bytes: ISO 8601, in UTC or without an offset. It says what {@link Temporals} does, or nothing.
 */
final class TemporalBytes {
  private static final byte[] UTC_OFFSET = {'+', '0', '0', ':', '0', '0'};
  private static final int DATE_CHARS = "2024-01-02".length();
  private static final int TIME_CHARS = "03:04:05".length();
  private static final int MICROS_CHARS = ".678901".length();
  private static final int NANOS_CHARS = ".678901234".length();

  private final int minYear;
  private final int maxYear;

  TemporalBytes(int minYear, int maxYear) {
    this.minYear = minYear;
    this.maxYear = maxYear;
  }

  /**
   * Reads a date or time into its canonical form.
   *
   * @param json holds a string, with its quotes, between the two places
   * @param into is set to the canonical form, a string too
   * @return false where only {@link Temporals} can tell what it is: then what is set is of no use
   */
  boolean read(AirbyteType type, byte[] json, int from, int to, Slice into) {
    boolean dated =
        type != AirbyteType.TIME_WITH_TIMEZONE && type != AirbyteType.TIME_WITHOUT_TIMEZONE;
    int date = from + 1;
    int time = dated ? date + DATE_CHARS + 1 : date;
    int end = to - 1;
    if (dated && (end - date < DATE_CHARS || !isDate(json, date))) {
      return false;
    }
    if (type == AirbyteType.DATE) {
      into.set(json, from, to);
      return end - date == DATE_CHARS;
    }
    int behind = end - utcChars(json, date, end);
    if (behind - time < TIME_CHARS
        || dated && json[time - 1] != 'T' && json[time - 1] != ' '
        || !isTime(json, time)
        || !isFraction(json, time + TIME_CHARS, behind)) {
      return false;
    }
    behind = withoutZeros(json, time + TIME_CHARS, behind);
    boolean zoned =
        type == AirbyteType.TIMESTAMP_WITH_TIMEZONE || type == AirbyteType.TIME_WITH_TIMEZONE;
    if (behind + (zoned ? 1 : 0) == end
        && (!zoned || json[behind] == 'Z')
        && (!dated || json[time - 1] == 'T')) {
      into.set(json, from, to);
    } else {
      into.set(canonical(json, from, behind, dated, zoned));
    }
    return true;
  }

  private static byte[] canonical(byte[] json, int from, int behind, boolean dated, boolean zoned) {
    byte[] canonical = Arrays.copyOfRange(json, from, behind + (zoned ? 2 : 1));
    if (dated) {
      canonical[1 + DATE_CHARS] = 'T';
    }
    if (zoned) {
      canonical[behind - from] = 'Z';
    }
    canonical[canonical.length - 1] = '"';
    return canonical;
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

  private static boolean isTime(byte[] text, int from) {
    return isBelow(text, from, 24)
        && text[from + 2] == ':'
        && isBelow(text, from + 3, 60)
        && text[from + 5] == ':'
        && isBelow(text, from + 6, 60);
  }

  /** Nothing, or a point and up to nine digits. */
  private static boolean isFraction(byte[] text, int from, int to) {
    if (from == to) {
      return true;
    }
    boolean digits = text[from] == '.' && to - from >= 2 && to - from <= NANOS_CHARS;
    for (int i = from + 1; i < to; i++) {
      digits &= text[i] >= '0' && text[i] <= '9';
    }
    return digits;
  }

  /** Where a fraction ends when it is cut to microseconds and has no zeros at its end. */
  private static int withoutZeros(byte[] text, int from, int to) {
    int end = Math.min(to, from + MICROS_CHARS);
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
}
