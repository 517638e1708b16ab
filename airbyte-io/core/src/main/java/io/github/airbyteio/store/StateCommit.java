package io.github.airbyteio.store;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/** What one write to a {@link ConnectionStateStore} has committed. */
@AutoValue
public abstract class StateCommit implements Serializable {
  public abstract String connectionId();

  /** The scopes whose state has moved on. */
  public abstract Set<Scope> scopes();

  /** The streams of which the read has completed. */
  public abstract Set<StreamDescriptor> completed();

  /** How many checkpoints are covered; a later one covers those before it. */
  public abstract int checkpoints();

  static StateCommit of(String connectionId, CheckpointChains chains) {
    return new AutoValue_StateCommit(
        connectionId,
        new TreeSet<>(chains.moved()),
        new TreeSet<>(chains.completed()),
        chains.committed());
  }
}
