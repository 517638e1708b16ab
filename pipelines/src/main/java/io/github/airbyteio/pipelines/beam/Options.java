package io.github.airbyteio.pipelines.beam;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Names the option in what goes wrong with its value. */
final class Options {
  private Options() {}

  /** Reads the value of an option; a failure names the option and says what to do. */
  static <T> T read(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (AirbyteIoException e) {
      // Where a transform is expanded for another language the message is all that is passed on.
      String hint = e.hint() == null ? "" : " " + e.hint();
      throw new AirbyteIoException(
          e.category(), e.stream(), option + ": " + e.getMessage() + hint, e.hint(), e);
    }
  }

  /**
   * @throws AirbyteIoException if the option is missing or blank
   */
  static String require(String option, @Nullable String value, String hint) {
    if (value == null || value.isBlank()) {
      throw refused(option, "is missing. " + hint, hint);
    }
    return value;
  }

  static AirbyteIoException refused(String option, String why, @Nullable String hint) {
    return new AirbyteIoException(Category.USAGE, option + ": " + why, hint);
  }
}
