package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A state together with the blocks it covers: all that its attempt emitted for the scope since the
 * checkpoint before. Checkpoints of a scope form a chain: each names its predecessor's token.
 */
@AutoValue
public abstract class Checkpoint implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract Scope scope();

  public abstract String runId();

  public abstract String attempt();

  /** One more than the predecessor's. */
  public abstract long seq();

  /** Random. */
  public abstract String token();

  /** The token of the checkpoint before it, or null when the scope had never been committed. */
  public abstract @Nullable String predecessor();

  /** The state to store; null when the source has sent none. */
  public abstract @Nullable AirbyteState state();

  /** The blocks it covers; a stream without blocks is missing. */
  public abstract Map<StreamDescriptor, BlockRange> covers();

  /** The generations of the scope's streams. */
  public abstract Map<StreamDescriptor, Generation> generations();

  /** Streams of which the read has provably completed: their generation may replace older ones. */
  public abstract Set<StreamDescriptor> completes();

  public static Builder builder() {
    return new AutoValue_Checkpoint.Builder();
  }

  /** Builds a {@link Checkpoint}. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setScope(Scope scope);

    public abstract Builder setRunId(String runId);

    public abstract Builder setAttempt(String attempt);

    public abstract Builder setSeq(long seq);

    public abstract Builder setToken(String token);

    public abstract Builder setPredecessor(@Nullable String predecessor);

    public abstract Builder setState(@Nullable AirbyteState state);

    public abstract Builder setCovers(Map<StreamDescriptor, BlockRange> covers);

    public abstract Builder setGenerations(Map<StreamDescriptor, Generation> generations);

    public abstract Builder setCompletes(Set<StreamDescriptor> completes);

    public abstract Checkpoint build();
  }
}
