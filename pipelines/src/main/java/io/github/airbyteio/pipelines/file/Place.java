package io.github.airbyteio.pipelines.file;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a value was written.
 *
 * @param text names the place: a file with line and column, or an option
 * @param inFile false: on the command line
 */
public record Place(String text, boolean inFile) {
  public static Place option(String text) {
    return new Place(text, false);
  }

  /** The same place of a key's value, named as users look for it. */
  private String of(String key) {
    return inFile && !key.isEmpty() ? text + ": " + key : text;
  }

  /** What is wrong with the value at this place; the value itself, maybe a secret, is not shown. */
  public AirbyteIoException problem(String key, String what, @Nullable String hint) {
    return new AirbyteIoException(
        inFile ? Category.CONFIG : Category.USAGE, of(key) + ": " + what, hint);
  }

  /** Tells where a failure of reading the value comes from. */
  public AirbyteIoException problem(String key, AirbyteIoException failure) {
    if (!inFile) {
      return failure;
    }
    return new AirbyteIoException(
        Category.CONFIG,
        failure.stream(),
        of(key) + ": " + failure.getMessage(),
        failure.hint(),
        failure);
  }
}
