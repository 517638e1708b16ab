package io.github.airbyteio.sink;

import io.github.airbyteio.schema.ValueLimits;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/** A store that records are written to, and that keeps the state beside them. Immutable. */
public interface Sink extends Serializable {
  /** What this sink's columns can hold. */
  ValueLimits limits();

  /**
   * Opens a connection, used by one thread at a time. Cheap enough to be opened by each worker.
   *
   * @throws IOException if the store cannot be reached; the message says what to do
   */
  SinkConnection open() throws IOException;

  /**
   * Opens a look at the store; empty if this sink has none.
   *
   * @throws IOException if the store cannot be reached; the message says what to do
   */
  default Optional<SinkLook> look() throws IOException {
    return Optional.empty();
  }

  /** How much this sink gathers before it commits. */
  default CommitPolicy commitPolicy() {
    return CommitPolicy.DEFAULT;
  }

  /**
   * Whether what is staged can be committed from the same machine only, as with files on its disk.
   * Such a sink is refused on runners with remote workers.
   */
  default boolean isLocal() {
    return false;
  }

  /** Names the store in messages and display data, without secrets: {@code duckdb:faker.duckdb}. */
  String description();
}
