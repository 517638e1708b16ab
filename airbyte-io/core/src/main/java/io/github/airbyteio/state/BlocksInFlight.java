package io.github.airbyteio.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that readers of this JVM have emitted and its stagers have not yet taken over.
 *
 * <p>A runner that chains the stages blocks the reader while a block is staged. One that does not,
 * such as the Direct runner, would pile up in memory whatever a fast source sends: there the reader
 * pauses by this count. Where the stagers run in another JVM nothing here moves, and after a while
 * the count is forgotten; that runner has to slow its readers down itself.
 *
 * <p>The one instance is static because reader and stager share nothing but the JVM. It holds
 * counts only. Thread-safe.
 */
public final class BlocksInFlight {
  private static final BlocksInFlight WORKER =
      new BlocksInFlight(
          Math.max(8L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32)));

  private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final long maxBytes;
  private final Map<String, Count> attempts = new ConcurrentHashMap<>();

  BlocksInFlight(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  public static BlocksInFlight ofWorker() {
    return WORKER;
  }

  /** A reader has emitted a block. */
  public void emitted(String attempt, long bytes) {
    attempts.computeIfAbsent(attempt, a -> new Count()).add(bytes);
  }

  /** A stager begins with a block. */
  public void staging(String attempt) {
    Count count = attempts.get(attempt);
    if (count != null) {
      count.begin();
    }
  }

  /** A stager has ended with a block, well or not. */
  public void staged(String attempt, long bytes) {
    Count count = attempts.get(attempt);
    if (count != null) {
      count.end(bytes);
    }
  }

  /** Whether the attempt's reader should pause. */
  public boolean isFull(String attempt) {
    Count count = attempts.get(attempt);
    return count != null && count.exceeds(maxBytes);
  }

  /** The attempt emits nothing more. */
  public void forget(String attempt) {
    attempts.remove(attempt);
  }

  private static final class Count {
    private long bytes;
    private int staging;
    private long changed = System.nanoTime();

    synchronized void add(long more) {
      bytes += more;
      changed = System.nanoTime();
    }

    synchronized void begin() {
      staging++;
      changed = System.nanoTime();
    }

    synchronized void end(long less) {
      staging = Math.max(0, staging - 1);
      bytes = Math.max(0, bytes - less);
      changed = System.nanoTime();
    }

    synchronized boolean exceeds(long max) {
      if (staging == 0 && System.nanoTime() - changed > STALE_NANOS) {
        bytes = 0;
      }
      return bytes >= max;
    }
  }
}
