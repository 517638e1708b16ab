package io.github.airbyteio.state;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a read finds the states that earlier runs have committed. */
public interface StateSource extends Serializable {
  /** Opens the store for a few look-ups. */
  OpenStateStore openStates() throws IOException;

  /** The same for a look in between: changes nothing. Only after {@link #openStates}. */
  default OpenStateStore openForLook() throws IOException {
    return openStates();
  }

  /** A store that has to be closed. */
  interface OpenStateStore extends StateStore, AutoCloseable {
    /**
     * What opening it has changed in the streams' tables, a sentence each, because the source's
     * schema has changed.
     */
    default Map<StreamDescriptor, List<String>> schemaChanges() {
      return Map.of();
    }

    @Override
    void close() throws IOException;
  }

  /** A source without any state: each read starts from the beginning. */
  static StateSource none() {
    return NoStates::new;
  }

  /** The store that is always empty. */
  final class NoStates implements OpenStateStore {
    @Override
    public Map<Scope, StoredState> states(String connectionId) {
      return Map.of();
    }

    @Override
    public Map<StreamDescriptor, StoredGeneration> generations(String connectionId) {
      return Map.of();
    }

    @Override
    public void set(Map<Scope, Optional<AirbyteState>> states) {}

    @Override
    public void reset(Scope scope) {}

    @Override
    public void close() {}
  }
}
