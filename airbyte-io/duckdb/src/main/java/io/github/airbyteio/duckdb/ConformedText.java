package io.github.airbyteio.duckdb;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Reads conformed values from their text: whatever is here is valid and in canonical form. */
final class ConformedText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 24 * 3600 * MICROS_PER_SECOND;
  private static final int DATE_CHARS = "2024-01-02".length();

  private ConformedText() {}

  /** An integer of 64 bits. */
  static long integer(byte[] text, int offset, int length) {
    boolean negative = text[offset] == '-';
    long value = 0;
    for (int i = negative ? offset + 1 : offset; i < offset + length; i++) {
      // Below zero there is room for one more.
      value = 10 * value - (text[i] - '0');
    }
    return negative ? value : -value;
  }

  /** The nearest double. */
  static double number(byte[] text, int offset, int length) {
    return NumberInput.parseDouble(
        new String(text, offset, length, StandardCharsets.ISO_8859_1), true);
  }

  /** The days since the epoch of a date like {@code 2024-01-02}. */
  static int days(byte[] text, int offset) {
    return (int)
        LocalDate.of(
                100 * twoDigits(text, offset) + twoDigits(text, offset + 2),
                twoDigits(text, offset + 5),
                twoDigits(text, offset + 8))
            .toEpochDay();
  }

  /** The microseconds since midnight of a time like {@code 03:04:05.678}. */
  static long microsOfDay(byte[] text, int offset, int length) {
    long seconds =
        3600L * twoDigits(text, offset)
            + 60L * twoDigits(text, offset + 3)
            + twoDigits(text, offset + 6);
    long micros = 0;
    long unit = MICROS_PER_SECOND / 10;
    for (int i = offset + 9; i < offset + length; i++) {
      micros += unit * (text[i] - '0');
      unit /= 10;
    }
    return seconds * MICROS_PER_SECOND + micros;
  }

  /** The microseconds since the epoch of a timestamp like {@code 2024-01-02T03:04:05.678}. */
  static long micros(byte[] text, int offset, int length) {
    int time = DATE_CHARS + 1;
    return days(text, offset) * MICROS_PER_DAY + microsOfDay(text, offset + time, length - time);
  }

  private static int twoDigits(byte[] text, int at) {
    return 10 * (text[at] - '0') + text[at + 1] - '0';
  }
}
