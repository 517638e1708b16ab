package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/**
 * How far a stream has been read. Blocks are counted in the current attempt, records in the whole
 * sync.
 */
@AutoValue
abstract class StreamPosition implements Serializable {
  static final StreamPosition START = of(0, 0, 0);

  /** Blocks that checkpoints cover: the index of the first that none covers. */
  abstract long covered();

  /** Blocks emitted: the index of the next one. */
  abstract long blocks();

  /** Records emitted, those of abandoned attempts included. */
  abstract long records();

  static StreamPosition of(long covered, long blocks, long records) {
    return new AutoValue_StreamPosition(covered, blocks, records);
  }
}
