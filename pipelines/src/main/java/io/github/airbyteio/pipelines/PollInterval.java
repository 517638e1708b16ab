package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of the time between rounds: a whole number and a unit, {@code 15m} say. */
public final class PollInterval {
  private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})([smhd])");

  private PollInterval() {}

  /**
   * @param option how the user calls the option
   * @throws AirbyteIoException of category USAGE if the text is no such duration, or zero
   */
  public static Duration parse(String option, String text) {
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
        option + " " + text + ": must be a duration of at least a second.",
        "Write 30s, 15m, 2h or 1d.");
  }
}
