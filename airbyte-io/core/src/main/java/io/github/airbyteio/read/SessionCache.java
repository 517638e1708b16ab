package io.github.airbyteio.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps live sessions across cuts: the process that a bundle has left goes on in the next one.
 *
 * <p>A session is parked under its attempt and handed out once, only to a position that it stands
 * at exactly. One that nobody asks for dies after a while: its work may have moved to another
 * worker. Thread-safe.
 */
final class SessionCache {
  private static final long IDLE_SECONDS = 5;

  private final Duration expiry;
  private final int maxSessions;
  private final ScheduledExecutorService clock;
  private final Map<String, Parked> parked = new HashMap<>();
  private final Map<String, Live> live = new HashMap<>();
  private long tickets;
  private boolean stopping;

  SessionCache(Duration expiry, int maxSessions) {
    this.expiry = expiry;
    this.maxSessions = maxSessions;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "airbyte-session-expiry");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    // A thread that never ends would keep the classes of a job in a worker that serves many.
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    this.clock = executor;
  }

  /** Whether another session may be launched now. */
  synchronized boolean hasRoom() {
    return live.size() < maxSessions;
  }

  /**
   * Ends the processes that an earlier execution of the same read has left: the runner has given
   * its bundle up and executes it again.
   */
  void fence(ReadTask task) {
    List<Session> stale;
    synchronized (this) {
      stale =
          live.values().stream()
              .filter(other -> other.task().equals(task))
              .map(Live::session)
              .toList();
    }
    stale.forEach(this::close);
  }

  /** Notes a launched session; refuses, and closes it, when all reads are being stopped. */
  synchronized void launched(ReadTask task, Session session) {
    live.put(session.attempt(), new Live(task, session));
    if (stopping) {
      session.stop();
    }
  }

  /** Puts a session aside until the rest of its read comes back. */
  synchronized void park(Session session) {
    long ticket = ++tickets;
    parked.put(session.attempt(), new Parked(session, ticket));
    ScheduledFuture<?> unused =
        clock.schedule(
            () -> expire(session.attempt(), ticket), expiry.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Hands out the session that stands exactly at the position, or null. One that stands elsewhere
   * is closed.
   */
  @Nullable Session resume(ReadPosition position) {
    Parked found;
    synchronized (this) {
      found = position.attempt() == null ? null : parked.remove(position.attempt());
    }
    Session session = found == null ? null : found.session();
    if (session != null && session.ordinal() != position.nextOrdinal()) {
      close(session);
      return null;
    }
    return session;
  }

  /** Closes the session of an attempt if it is parked: nobody will ask for it. */
  void discard(String attempt) {
    Parked found;
    synchronized (this) {
      found = parked.remove(attempt);
    }
    if (found != null) {
      close(found.session());
    }
  }

  void close(Session session) {
    synchronized (this) {
      live.remove(session.attempt());
      parked.remove(session.attempt());
    }
    session.close();
  }

  /** Asks all connectors to end; no session launched from now on lives. */
  void stopAll() {
    List<Session> all;
    synchronized (this) {
      stopping = true;
      all = live.values().stream().map(Live::session).toList();
    }
    all.forEach(Session::stop);
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  private void expire(String attempt, long ticket) {
    Parked expired;
    synchronized (this) {
      expired = parked.get(attempt);
    }
    if (expired != null && expired.ticket() == ticket) {
      close(expired.session());
    }
  }

  private record Live(ReadTask task, Session session) {}

  private record Parked(Session session, long ticket) {}
}
