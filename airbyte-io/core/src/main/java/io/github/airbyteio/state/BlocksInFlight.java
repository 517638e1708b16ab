package io.github.airbyteio.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The bytes that readers of this JVM have emitted and its stagers have not yet taken over.
 *
 * <p>A runner that chains the stages blocks the reader while a block is staged. One that does not,
 * such as the Direct runner, would pile up in memory whatever a fast source sends: there the reader
 * pauses by this count. Where no stager of this JVM begins, because they run in another one or the
 * blocks are read by something else, the reader pauses once, for seconds, and is not counted until
 * one does; that runner has to slow its readers down itself.
 *
 * <p>A reader that is alone may be further ahead: larger bundles are fewer, and each costs the
 * Direct runner milliseconds.
 *
 * <p>The one instance is static because reader and stager share nothing but the JVM. It holds
 * counts only. Thread-safe.
 */
public final class BlocksInFlight {
  private static final BlocksInFlight WORKER =
      new BlocksInFlight(heapShare(32), heapShare(8), System::nanoTime);

  /** A stager that has begun before may be held up for so long. */
  private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * The first one begins within this time, or not here. One that is only slow to begin is counted
   * from then on.
   */
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long maxBytes;
  private final long maxBytesAlone;
  private final LongSupplier nanoTime;
  private final Map<String, Count> attempts = new ConcurrentHashMap<>();

  /**
   * @param maxBytes of an attempt
   * @param maxBytesAlone of one that is the only one
   */
  BlocksInFlight(long maxBytes, long maxBytesAlone, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.maxBytesAlone = maxBytesAlone;
    this.nanoTime = nanoTime;
  }

  private static long heapShare(int parts) {
    return Math.max(16L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / parts));
  }

  public static BlocksInFlight ofWorker() {
    return WORKER;
  }

  /** A reader has emitted a block. */
  public void emitted(String attempt, long bytes) {
    attempts.computeIfAbsent(attempt, a -> new Count(nanoTime)).add(bytes);
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
    return count != null && count.exceeds(attempts.size() == 1 ? maxBytesAlone : maxBytes);
  }

  /** The attempt emits nothing more. */
  public void forget(String attempt) {
    attempts.remove(attempt);
  }

  private static final class Count {
    private final LongSupplier nanoTime;
    private long bytes;
    private int staging;
    private boolean stagedHere;
    private boolean stagedElsewhere;
    private long changed;

    Count(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      changed = nanoTime.getAsLong();
    }

    synchronized void add(long more) {
      if (!stagedElsewhere) {
        bytes += more;
        changed = nanoTime.getAsLong();
      }
    }

    synchronized void begin() {
      staging++;
      stagedHere = true;
      stagedElsewhere = false;
      changed = nanoTime.getAsLong();
    }

    synchronized void end(long less) {
      staging = Math.max(0, staging - 1);
      bytes = Math.max(0, bytes - less);
      changed = nanoTime.getAsLong();
    }

    synchronized boolean exceeds(long max) {
      long idle = nanoTime.getAsLong() - changed;
      if (staging == 0 && idle > (stagedHere ? STALE_NANOS : FIRST_NANOS)) {
        bytes = 0;
        stagedElsewhere = !stagedHere;
      }
      return bytes >= max;
    }
  }
}
