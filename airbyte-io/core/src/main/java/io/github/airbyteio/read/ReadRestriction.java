package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/**
 * The rest of a read: from a position to the end. A restriction that was cut off is {@link
 * #closed()}: all its work had been emitted when it was cut, so nothing is left to do in it.
 */
@AutoValue
abstract class ReadRestriction<P extends Position> implements Serializable {
  abstract P from();

  abstract boolean closed();

  static <P extends Position> ReadRestriction<P> open(P from) {
    return new AutoValue_ReadRestriction<>(from, false);
  }

  static <P extends Position> ReadRestriction<P> closed(P from) {
    return new AutoValue_ReadRestriction<>(from, true);
  }
}
