package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where the chain of a scope's checkpoints stands. */
@AutoValue
abstract class ScopePosition implements Serializable {
  /** The state that a relaunch starts from, or null. */
  abstract @Nullable AirbyteState state();

  /** The number of the last checkpoint; 0 before the first ever. */
  abstract long seq();

  /** The token of the last checkpoint, or null before the first ever. */
  abstract @Nullable String token();

  static ScopePosition of(@Nullable AirbyteState state, long seq, @Nullable String token) {
    return new AutoValue_ScopePosition(state, seq, token);
  }
}
