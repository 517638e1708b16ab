package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/**
 * The rest of a read: from a position to the end. A restriction that was cut off is {@link
 * #closed()}: all its work had been emitted when it was cut, so nothing is left to do in it.
 */
@AutoValue
abstract class ReadRestriction implements Serializable {
  abstract ReadPosition from();

  abstract boolean closed();

  static ReadRestriction open(ReadPosition from) {
    return new AutoValue_ReadRestriction(from, false);
  }

  static ReadRestriction closed(ReadPosition from) {
    return new AutoValue_ReadRestriction(from, true);
  }
}
