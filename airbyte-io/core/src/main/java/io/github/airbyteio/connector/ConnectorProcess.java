package io.github.airbyteio.connector;

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

  /** The last lines of stderr, secrets masked. */
  String stderrTail();

  boolean isAlive();

  /**
   * Waits for the end; kills what is still running after the grace. Returns the exit code (137:
   * killed by SIGKILL).
   */
  int waitFor(Duration grace) throws InterruptedException;

  /** The same as {@link #close()} but says nothing of failures: for shutdown hooks. */
  @Override
  void close() throws IOException;
}
