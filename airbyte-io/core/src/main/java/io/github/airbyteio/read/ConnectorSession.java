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

  /** So long open blocks wait for more records while the source sends nothing but events. */
  private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);

  private final String attempt;
  private final ConnectorProcess process;
  private final MessageRouter router;
  private final ByteBoundedQueue queue;
  private final Heartbeat heartbeat;
  private final Thread pump;
  private @Nullable SessionItem peeked;

  /** What is found when the queue of a source that hangs is empty. */
  private SessionItem.@Nullable Failed hung;

  private long ordinal;
  private long endedSince;

  ConnectorSession(
      String attempt,
      ConnectorProcess process,
      MessageRouter router,
      ByteBoundedQueue queue,
      Heartbeat heartbeat) {
    this.attempt = attempt;
    this.process = process;
    this.router = router;
    this.queue = queue;
    this.heartbeat = heartbeat;
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
    if (peeked instanceof SessionItem.Event) {
      // Words are no sign of life: a source may repeat them for ever.
      watchTalk();
      return peeked;
    }
    if (peeked != null) {
      heartbeat.taken();
      return peeked;
    }
    if (hung == null && router.flushOpenBlocks()) {
      return peek(Duration.ZERO);
    }
    watch();
    peeked = hung;
    return peeked;
  }

  /** Looks after a source that sends nothing but events: its queue may never be empty. */
  private void watchTalk() {
    if (hung != null || heartbeat.silence().compareTo(FLUSH_AFTER) < 0 || queue.holdsBytes()) {
      return;
    }
    if (!router.flushOpenBlocks() && process.isAlive()) {
      stopIfHung();
    }
  }

  /** Looks after a silent process: one that has ended but left its pipe open, one that hangs. */
  private void watch() {
    if (process.isAlive()) {
      stopIfHung();
      return;
    }
    long now = System.nanoTime();
    if (endedSince == 0) {
      endedSince = now;
    } else if (now - endedSince > PIPE_GRACE_NANOS) {
      close();
    }
  }

  private void stopIfHung() {
    if (hung == null && heartbeat.isOver()) {
      hung =
          SessionItem.Failed.of(
              "The connector sent no records or state for " + heartbeat.limit().toSeconds() + " s.",
              "Raise the heartbeat if the source is that slow.",
              null,
              true);
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
