package io.github.airbyteio.read;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The one session cache of a JVM, and the reads that have begun in it before their pipelines.
 *
 * <p>It is static because a runner executes the rest of a read on any thread, with any instance of
 * the DoFn: only the JVM is common to them. It holds processes, never results.
 */
public final class WorkerSessions {
  private static final Duration EXPIRY = Duration.ofMinutes(1);
  private static final SessionCache CACHE =
      new SessionCache(EXPIRY, Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));

  private static final Map<String, HeadStart> HEAD_STARTS = new ConcurrentHashMap<>();

  private WorkerSessions() {}

  static SessionCache cache() {
    return CACHE;
  }

  /** Keeps it for the pipeline that is given the key. */
  static String keep(HeadStart begun) {
    String key = UUID.randomUUID().toString();
    HEAD_STARTS.put(key, begun);
    return key;
  }

  /** Hands it out once; null: it was, or this is another JVM. */
  static @Nullable HeadStart take(String key) {
    return HEAD_STARTS.remove(key);
  }

  /**
   * Asks all connectors of this JVM to end. Their reads end as interrupted; what states cover is
   * committed.
   */
  public static void stopAll() {
    CACHE.stopAll();
  }
}
