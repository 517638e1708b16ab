package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The states that a sink keeps beside the data. Opening them prepares the tables too: a sink that
 * cannot be written to is found before the connector starts.
 */
public final class SinkStates implements StateSource {
  private final Sink sink;
  private final List<StreamTarget> targets;

  public SinkStates(Sink sink, List<StreamTarget> targets) {
    this.sink = sink;
    this.targets = List.copyOf(targets);
  }

  public Sink sink() {
    return sink;
  }

  public List<StreamTarget> targets() {
    return targets;
  }

  @Override
  public OpenStateStore openStates() throws IOException {
    SinkConnection connection = sink.open();
    try {
      return new Opened(connection, connection.prepare(targets));
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public OpenStateStore openForLook() throws IOException {
    return new Opened(sink.open(), Map.of());
  }

  private static final class Opened implements OpenStateStore {
    private final SinkConnection connection;
    private final Map<StreamDescriptor, List<String>> changes;
    private final StateStore store;

    Opened(SinkConnection connection, Map<StreamDescriptor, List<String>> changes) {
      this.connection = connection;
      this.changes = changes;
      this.store = connection.states();
    }

    @Override
    public Map<Scope, StoredState> states(String connectionId) throws IOException {
      return store.states(connectionId);
    }

    @Override
    public Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
        throws IOException {
      return store.generations(connectionId);
    }

    @Override
    public void set(Map<Scope, Optional<AirbyteState>> states) throws IOException {
      store.set(states);
    }

    @Override
    public void reset(Scope scope) throws IOException {
      store.reset(scope);
    }

    @Override
    public Map<StreamDescriptor, List<String>> schemaChanges() {
      return changes;
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
