package io.github.airbyteio.read;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;

/**
 * Tells a runner that has no more time to give from one that waits as it is asked to.
 *
 * <p>Flink does not tell an unbounded read that it is drained: it calls it again at once, whatever
 * it asks for, until it ends. A single call that is early proves nothing: Flink's portable runner
 * rounds delays down to whole seconds. So a read that was called early asks for a whole second, and
 * is drained when that is not given several times in a row.
 */
final class Wakes {
  /** What every runner can measure. */
  static final Duration MEASURABLE = Duration.standardSeconds(1);

  private static final int PROOF = 5;

  private final Map<ReadGroup, Asked> asked = new HashMap<>();

  /**
   * @param proofs how many measurable delays in a row were not given before this one
   */
  private record Asked(long atNanos, Duration delay, int proofs) {
    boolean isEarly(long now) {
      return now - atNanos < TimeUnit.MILLISECONDS.toNanos(delay.getMillis()) / 2;
    }

    int proofs(long now) {
      return isEarly(now) ? proofs + (delay.isShorterThan(MEASURABLE) ? 0 : 1) : 0;
    }
  }

  /**
   * Whether the group is called before the time that it has asked for last.
   *
   * @param now of {@link Clock#nanos}
   */
  boolean isEarly(ReadGroup group, long now) {
    Asked last = asked.get(group);
    return last != null && last.isEarly(now);
  }

  /** Whether the runner has stopped to wait. */
  boolean isDrained(ReadGroup group, long now) {
    Asked last = asked.get(group);
    return last != null && last.proofs(now) >= PROOF;
  }

  /** Notes what the group asks for now, and returns it: more, where it was called early. */
  Duration ask(ReadGroup group, Duration delay, long now) {
    Asked last = asked.get(group);
    Duration longer = isEarly(group, now) && delay.isShorterThan(MEASURABLE) ? MEASURABLE : delay;
    asked.put(group, new Asked(now, longer, last == null ? 0 : last.proofs(now)));
    return longer;
  }

  /** What was asked for before a round, or by another life of the read, tells nothing any more. */
  void forget(ReadGroup group) {
    asked.remove(group);
  }
}
