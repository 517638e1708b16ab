package io.github.airbyteio.store;

import java.io.IOException;
import java.io.Serializable;

/**
 * Keeps the states of connections outside of the sink, for pipelines that write to any other
 * transform: one small document a connection. Equal stores keep the same documents. Its texts hold
 * no secrets.
 */
public interface ConnectionStateStore extends Serializable {
  /**
   * Makes sure that the store can be written to: called when a run begins, before the connector
   * starts. Idempotent.
   *
   * @throws io.github.airbyteio.protocol.AirbyteIoException that says what to do, if it cannot
   */
  void prepare() throws IOException;

  /** What is kept of a connection; {@link ConnectionStates#empty()} where nothing is. */
  ConnectionStates load(String connectionId) throws IOException;

  /**
   * Replaces what is kept by what the change makes of it, as one step: what others have written in
   * between is not lost. Does nothing where the change returns what it is given.
   *
   * @param change may be called more than once
   * @return what is kept afterwards
   * @throws IOException also where the change throws it; nothing is replaced then
   */
  ConnectionStates update(String connectionId, Change change) throws IOException;

  /** Names the store in messages. */
  String description();

  /** Makes the new document of the one that is kept. */
  @FunctionalInterface
  interface Change {
    ConnectionStates apply(ConnectionStates before) throws IOException;
  }
}
