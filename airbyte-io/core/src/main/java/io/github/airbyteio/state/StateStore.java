package io.github.airbyteio.state;

import io.github.airbyteio.protocol.AirbyteState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads and resets the committed states. They are written only by a sink's commit. */
public interface StateStore extends StateReader {
  /**
   * Sets the states of some scopes, all or none of them. A sync that is running on one of them can
   * no longer commit to it.
   *
   * @param states by scope; empty: the scope's state is forgotten
   */
  void set(Map<Scope, Optional<AirbyteState>> states) throws IOException;

  /** Forgets the state of one scope; the next sync reads it from the start. Data stays. */
  void reset(Scope scope) throws IOException;
}
