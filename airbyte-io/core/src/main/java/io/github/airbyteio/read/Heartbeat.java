package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells a source that hangs from one that works or waits. Only records and states are signs of
 * life; the time for which they wait for us, in the queue or the pipe, is not the source's, and a
 * rate limit that it announces extends its time.
 *
 * <p>Records, states, rate limits and the end are noted by the thread that reads stdout, the rest
 * by the one that emits.
 */
final class Heartbeat {
  /** For a rate limit that does not say when it ends: few quotas are for longer. */
  static final Duration DEFAULT_QUIET = Duration.ofHours(1);

  /** The longest silence that announcements can buy, whatever they say and however often. */
  static final Duration MAX_QUIET = Duration.ofHours(24);

  private final Duration limit;
  private final LongSupplier nanoClock;
  private final long origin;

  /** Until when each stream is quiet; touched by the thread that reads stdout alone. */
  private final Map<StreamDescriptor, Duration> quiet = new HashMap<>();

  private volatile Duration quietUntil = Duration.ZERO;
  private volatile long sentNanos;
  private volatile long takenNanos;
  private volatile boolean ended;

  /**
   * @param limit how long the source may send neither record nor state
   * @param nanoClock such as {@link System#nanoTime()}
   */
  Heartbeat(Duration limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
  }

  Duration limit() {
    return limit;
  }

  private long nanos() {
    return nanoClock.getAsLong() - origin;
  }

  /**
   * A record or state has come.
   *
   * @param stream null: of all streams
   */
  void sent(@Nullable StreamDescriptor stream) {
    sentNanos = nanos();
    if (!quiet.isEmpty()) {
      if (stream == null) {
        quiet.clear();
        quietUntil = Duration.ZERO;
      } else {
        notLimited(stream);
      }
    }
  }

  /**
   * The source waits for its quota. Returns for how long it may, from now on.
   *
   * @param wait how long it says it waits, or null if it does not say
   */
  Duration limited(StreamDescriptor stream, @Nullable Duration wait) {
    Duration now = Duration.ofNanos(nanos());
    Duration until = now.plus(wait == null ? DEFAULT_QUIET : min(wait, MAX_QUIET));
    quiet.put(stream, min(until, Duration.ofNanos(sentNanos).plus(MAX_QUIET)));
    quietUntil = quiet.values().stream().reduce(Duration.ZERO, Heartbeat::max);
    return max(Duration.ZERO, quiet.get(stream).minus(now));
  }

  /** The stream goes on: what it has announced is over, and was no silence until now. */
  void notLimited(StreamDescriptor stream) {
    if (quiet.remove(stream) != null) {
      Duration soFar = min(quietUntil, Duration.ofNanos(nanos()));
      quietUntil = quiet.values().stream().reduce(soFar, Heartbeat::max);
    }
  }

  /** Stdout is at its end: nothing more will come, and another clock runs for the exit. */
  void ended() {
    ended = true;
  }

  /** A record or state was taken out of the queue: until now the source may have waited for us. */
  void taken() {
    takenNanos = nanos();
  }

  /** How long the source has sent neither record nor state, as far as that is its own doing. */
  Duration silence() {
    return Duration.ofNanos(nanos() - Math.max(sentNanos, takenNanos));
  }

  /** Whether the source has been silent for longer than it may. */
  boolean isOver() {
    if (ended) {
      return false;
    }
    Duration pause = Duration.ofNanos(nanos()).minus(quietUntil);
    return min(silence(), pause).compareTo(limit) > 0;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** How long an announced point in time is away; zero when it has passed. */
  static Duration until(long epochMillis, long nowMillis) {
    long wait;
    try {
      wait = Math.subtractExact(epochMillis, nowMillis);
    } catch (ArithmeticException e) {
      wait = epochMillis > 0 ? TimeUnit.DAYS.toMillis(1) : 0;
    }
    return Duration.ofMillis(Math.max(0, wait));
  }
}
