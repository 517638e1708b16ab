package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The state row of a scope. */
@AutoValue
public abstract class StoredState implements Serializable {
  /**
   * The state, or null when data was committed for the scope but its source has never sent a state.
   */
  public abstract @Nullable AirbyteState state();

  /** The token of the checkpoint that was committed last. */
  public abstract String token();

  /** The number of that checkpoint in its scope; it only ever grows. */
  public abstract long seq();

  /** The run that committed it. */
  public abstract String runId();

  public static StoredState of(@Nullable AirbyteState state, String token, long seq, String runId) {
    return new AutoValue_StoredState(state, token, seq, runId);
  }
}
