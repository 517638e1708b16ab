package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of {@code --every}: a whole number and a unit, {@code 15m} say. */
final class PollInterval {
  private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})([smhd])");

  private PollInterval() {}

  /**
   * @throws AirbyteIoException if the text is no such duration, or zero
   */
  static Duration parse(String text) {
    Matcher matcher = NOTATION.matcher(text.strip());
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration interval =
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (!interval.isZero()) {
        return interval;
      }
    }
    throw new AirbyteIoException(
        Category.USAGE,
        "--every " + text + ": must be a duration of at least a second.",
        "Write 30s, 15m, 2h or 1d.");
  }
}
