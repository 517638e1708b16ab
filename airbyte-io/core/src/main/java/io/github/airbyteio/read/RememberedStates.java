package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a continuous read without a store has of the last round: it begins the next one where that
 * one ended.
 */
final class RememberedStates implements StateStore {
  private final RoundPosition last;

  RememberedStates(RoundPosition last) {
    this.last = last;
  }

  @Override
  public Map<Scope, StoredState> states(String connectionId) {
    Map<Scope, StoredState> states = new TreeMap<>();
    ReadTask task = last.task();
    if (task != null) {
      last.at()
          .scopes()
          .forEach(
              (scope, at) -> {
                if (at.token() != null) {
                  states.put(scope, StoredState.of(at.state(), at.token(), at.seq(), task.runId()));
                }
              });
    }
    return states;
  }

  @Override
  public Map<StreamDescriptor, StoredGeneration> generations(String connectionId) {
    Map<StreamDescriptor, StoredGeneration> generations = new TreeMap<>();
    ReadTask task = last.task();
    if (task != null) {
      for (Map.Entry<StreamDescriptor, Generation> entry : task.generations().entrySet()) {
        Generation generation = entry.getValue();
        generations.put(
            entry.getKey(),
            StoredGeneration.of(
                generation.id(),
                last.complete().contains(entry.getKey()),
                generation.replacesOlder()));
      }
    }
    return generations;
  }

  @Override
  public void set(Map<Scope, Optional<AirbyteState>> states) {
    throw new UnsupportedOperationException("The states of a round are not set by hand.");
  }

  @Override
  public void reset(Scope scope) {
    throw new UnsupportedOperationException("The states of a round are not reset by hand.");
  }
}
