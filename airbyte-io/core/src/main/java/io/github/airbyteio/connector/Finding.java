package io.github.airbyteio.connector;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One thing that was looked at on a machine.
 *
 * @param what was looked at, in a word or two
 * @param found what was seen
 * @param hint what to do; null where all is well
 */
public record Finding(String what, Level level, String found, @Nullable String hint) {
  /** How good it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Some things will not work, others do. */
    WARN,
    /** Nothing, or hardly anything, will work. */
    FAIL
  }

  public static Finding ok(String what, String found) {
    return new Finding(what, Level.OK, found, null);
  }

  public static Finding warn(String what, String found, String hint) {
    return new Finding(what, Level.WARN, found, hint);
  }

  public static Finding fail(String what, String found, String hint) {
    return new Finding(what, Level.FAIL, found, hint);
  }
}
