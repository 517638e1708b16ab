package io.github.airbyteio.read;

import java.time.Duration;

/**
 * The one session cache of a JVM.
 *
 * <p>It is static because a runner executes the rest of a read on any thread, with any instance of
 * the DoFn: only the JVM is common to them. It holds processes, never results.
 */
public final class WorkerSessions {
  private static final Duration EXPIRY = Duration.ofMinutes(1);
  private static final SessionCache CACHE =
      new SessionCache(EXPIRY, Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));

  private WorkerSessions() {}

  static SessionCache cache() {
    return CACHE;
  }

  /**
   * Asks all connectors of this JVM to end. Their reads end as interrupted; what states cover is
   * committed.
   */
  public static void stopAll() {
    CACHE.stopAll();
  }
}
