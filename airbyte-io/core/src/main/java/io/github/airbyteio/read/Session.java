package io.github.airbyteio.read;

import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A live connector process, seen as a sequence of items. Used by one thread at a time.
 *
 * <p>Peek, claim, take: an item that could not be claimed stays and is the next one to be emitted.
 */
interface Session extends AutoCloseable {
  /** The random id of this life of the process. */
  String attempt();

  /** How many items have been taken. */
  long ordinal();

  /** Returns the next item, or null when none has come within the time: the source is silent. */
  @Nullable SessionItem peek(Duration timeout) throws InterruptedException;

  /** Removes the item that was peeked. */
  void take();

  /** Asks the connector to end; what it has written can still be read. */
  void stop();

  /** Kills the process. May be called from any thread, and more than once. */
  @Override
  void close();
}
