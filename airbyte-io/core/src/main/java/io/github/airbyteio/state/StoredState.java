package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import java.io.Serializable;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The state row of a scope. */
@AutoValue
public abstract class StoredState implements Serializable {
  private static final long serialVersionUID = 1L;

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

  /**
   * The row that replaces one by hand: whoever has seen the older one can no longer commit behind
   * it.
   *
   * @param before the row that is there, or null
   */
  public static StoredState setByHand(@Nullable AirbyteState state, @Nullable StoredState before) {
    String id = "set-" + UUID.randomUUID();
    return of(state, id, before == null ? 1 : before.seq() + 1, id);
  }

  public static StoredState of(@Nullable AirbyteState state, String token, long seq, String runId) {
    return new AutoValue_StoredState(state, token, seq, runId);
  }
}
