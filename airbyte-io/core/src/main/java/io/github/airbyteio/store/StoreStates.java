package io.github.airbyteio.store;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The states in a {@link ConnectionStateStore}. Opening them makes sure that it can be written to:
 * a store that cannot is found before the connector starts.
 */
public final class StoreStates implements StateSource {
  private final ConnectionStateStore store;
  private transient volatile boolean prepared;

  public StoreStates(ConnectionStateStore store) {
    this.store = store;
  }

  public ConnectionStateStore store() {
    return store;
  }

  @Override
  public OpenStateStore openStates() throws IOException {
    if (!prepared) {
      store.prepare();
      prepared = true;
    }
    return new Opened(store);
  }

  @Override
  public OpenStateStore openForLook() {
    return new Opened(store);
  }

  private static final class Opened implements OpenStateStore {
    private final ConnectionStateStore store;

    Opened(ConnectionStateStore store) {
      this.store = store;
    }

    @Override
    public Map<Scope, StoredState> states(String connectionId) throws IOException {
      return store.load(connectionId).states();
    }

    @Override
    public Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
        throws IOException {
      return store.load(connectionId).generations();
    }

    @Override
    public void set(Map<Scope, Optional<AirbyteState>> states) throws IOException {
      if (states.isEmpty()) {
        return;
      }
      ConnectionStates unused =
          store.update(
              states.keySet().iterator().next().connectionId(),
              before -> {
                ConnectionStates after = before;
                for (Map.Entry<Scope, Optional<AirbyteState>> entry : states.entrySet()) {
                  StoredState row =
                      StoredState.setByHand(
                          entry.getValue().orElse(null), before.states().get(entry.getKey()));
                  after = after.withState(entry.getKey(), row);
                }
                return after;
              });
    }

    @Override
    public void reset(Scope scope) throws IOException {
      ConnectionStates unused =
          store.update(
              scope.connectionId(),
              before -> {
                StoredState stored = before.states().get(scope);
                if (stored == null) {
                  return before;
                }
                // The row stays, so that a run that has seen the old one cannot follow it.
                ConnectionStates after =
                    before.withState(scope, StoredState.setByHand(null, stored));
                for (StreamDescriptor stream : before.generations().keySet()) {
                  if (scope.stream() == null || scope.stream().equals(stream)) {
                    StoredGeneration at = before.generations().get(stream);
                    after =
                        after.withGeneration(
                            stream, StoredGeneration.of(at.id(), true, at.replaces()));
                  }
                }
                return after;
              });
    }

    @Override
    public void close() {}
  }
}
