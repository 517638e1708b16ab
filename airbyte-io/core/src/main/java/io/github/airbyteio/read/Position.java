package io.github.airbyteio.read;

import java.io.Serializable;

/** A place in a read. Immutable. */
interface Position extends Serializable {
  /** Whether nothing is left behind it. */
  boolean ended();
}
