package io.github.airbyteio.read;

import java.io.Serializable;

/** The wall clock: it says when the next round, or attempt, begins, also on another worker. */
interface Clock extends Serializable {
  /** Milliseconds since the epoch. */
  long millis();

  /**
   * Nanoseconds since any moment: measures a time, within one JVM, whatever the wall clock does.
   */
  default long nanos() {
    return System.nanoTime();
  }
}
