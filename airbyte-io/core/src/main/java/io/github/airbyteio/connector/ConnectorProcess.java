package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A running connector: its stdout, the tail of its stderr, its end.
 *
 * <p>Stderr is always drained. Closing kills the whole process tree and removes the private folder
 * with the config; it may be called from any thread and more than once.
 */
public interface ConnectorProcess extends AutoCloseable {
  InputStream stdout();

  /** Hides the secrets of the process's config in a text that it has said. */
  String mask(String text);

  /**
   * Keeps what the connector has said, its secrets hidden, where that was asked for.
   *
   * @param kind the level of a message, say
   */
  default void log(String kind, String text) {}

  /**
   * Takes a config that the connector has sent on stdout: it is durable, and used by the next
   * launch, when this returns.
   *
   * @throws io.github.airbyteio.protocol.AirbyteIoException if it cannot be kept
   */
  void keepConfig(ObjectNode config) throws InterruptedException;

  /** The last lines of stderr, secrets masked. */
  String stderrTail();

  boolean isAlive();

  /**
   * Waits for the end; kills what is still running after the grace. Returns the exit code (137:
   * killed by SIGKILL).
   */
  int waitFor(Duration grace) throws InterruptedException;

  @Override
  void close() throws IOException;
}
