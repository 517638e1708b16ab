package io.github.airbyteio.state;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.util.Map;

/** Reads what is committed of connections. */
public interface StateReader {
  /** The state rows of a connection, by scope; empty when it has never been synced. */
  Map<Scope, StoredState> states(String connectionId) throws IOException;

  /** The generations of a connection's streams; a stream that was never synced is missing. */
  Map<StreamDescriptor, StoredGeneration> generations(String connectionId) throws IOException;
}
