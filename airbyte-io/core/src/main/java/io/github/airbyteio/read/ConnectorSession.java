package io.github.airbyteio.read;

import io.github.airbyteio.connector.ConnectorProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live connector process: a thread pumps its stdout through {@link MessageRouter} into a queue
 * bounded in bytes, the bundle's thread takes from it and never waits in the pipe.
 */
final class ConnectorSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorSession.class);

  /** The time that a process which has ended gives to descendants that hold its stdout open. */
  private static final long PIPE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String attempt;
  private final ConnectorProcess process;
  private final MessageRouter router;
  private final ByteBoundedQueue queue;
  private final Duration heartbeat;
  private final Thread pump;
  private @Nullable SessionItem peeked;
  private long ordinal;
  private long silentSince;
  private long endedSince;

  /**
   * @param heartbeat how long the source may send neither record nor state
   */
  ConnectorSession(
      String attempt,
      ConnectorProcess process,
      MessageRouter router,
      ByteBoundedQueue queue,
      Duration heartbeat) {
    this.attempt = attempt;
    this.process = process;
    this.router = router;
    this.queue = queue;
    this.heartbeat = heartbeat;
    this.silentSince = System.nanoTime();
    this.pump = new Thread(this::pump, "airbyte-pump-" + attempt);
    pump.setDaemon(true);
    pump.start();
  }

  private void pump() {
    try {
      router.route(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String attempt() {
    return attempt;
  }

  @Override
  public long ordinal() {
    return ordinal;
  }

  @Override
  public @Nullable SessionItem peek(Duration timeout) throws InterruptedException {
    if (peeked == null) {
      peeked = queue.poll(timeout.toNanos());
    }
    if (peeked != null) {
      silentSince = System.nanoTime();
      return peeked;
    }
    if (router.flushOpenBlocks()) {
      return peek(Duration.ZERO);
    }
    watch();
    return peeked;
  }

  /** Looks after a silent process: one that has ended but left its pipe open, one that hangs. */
  private void watch() {
    long now = System.nanoTime();
    if (process.isAlive()) {
      if (now - Math.max(silentSince, router.lastProgressNanos()) > heartbeat.toNanos()
          && now > router.quietUntilNanos()) {
        peeked =
            SessionItem.Failed.of(
                "The connector sent no records or state for " + heartbeat.toSeconds() + " s.",
                "Raise the heartbeat if the source is that slow.",
                null,
                true);
        close();
      }
      return;
    }
    if (endedSince == 0) {
      endedSince = now;
    } else if (now - endedSince > PIPE_GRACE_NANOS) {
      close();
    }
  }

  @Override
  public void take() {
    if (peeked == null) {
      throw new IllegalStateException("Nothing was peeked.");
    }
    peeked = null;
    ordinal++;
  }

  @Override
  public void stop() {
    closeProcess();
  }

  @Override
  public void close() {
    queue.close();
    closeProcess();
  }

  private void closeProcess() {
    try {
      process.close();
    } catch (IOException e) {
      LOG.warn("The connector of attempt {} could not be cleaned up", attempt, e);
    }
  }
}
