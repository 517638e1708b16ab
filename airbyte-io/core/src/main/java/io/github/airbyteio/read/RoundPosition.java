package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RunIds;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Where a continuous read stands: in a round, or between two. Immutable: each step gives a new
 * position.
 */
@AutoValue
abstract class RoundPosition implements Position {
  /** Before the first round. */
  static final RoundPosition START =
      new AutoValue_RoundPosition.Builder()
          .setAt(ReadPosition.start(Collections.emptyMap()))
          .setComplete(Collections.emptySortedSet())
          .setBegunMillis(0)
          .setSettled(true)
          .setLast(false)
          .setEnded(false)
          .build();

  /** What the round reads, or the last round has read; null before the first one. */
  abstract @Nullable ReadTask task();

  /** The position in the task; ended between rounds. */
  abstract ReadPosition at();

  /** The streams that the last round has read to their end; empty during a round. */
  abstract SortedSet<StreamDescriptor> complete();

  /** When the round began, or the last one did, in milliseconds since the epoch. */
  abstract long begunMillis();

  /** Whether the store is known to hold all that the last round has sent. */
  abstract boolean settled();

  /** Whether no round begins any more: the pipeline is drained. */
  abstract boolean last();

  @Override
  public abstract boolean ended();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setTask(@Nullable ReadTask task);

    abstract Builder setAt(ReadPosition at);

    abstract Builder setComplete(SortedSet<StreamDescriptor> complete);

    abstract Builder setBegunMillis(long millis);

    abstract Builder setSettled(boolean settled);

    abstract Builder setLast(boolean last);

    abstract Builder setEnded(boolean ended);

    abstract RoundPosition build();
  }

  /** Whether a round is running. */
  final boolean isReading() {
    return task() != null && !at().ended();
  }

  /** The number of the round, or of the last one; 0 before the first. */
  final long round() {
    return task() == null ? 0 : RunIds.roundOf(task().runId());
  }

  /**
   * How long the next round has to wait for its time, which is an interval after the begin of the
   * last one. A clock that has been put back behind that begin cannot make it wait for longer.
   */
  final Duration untilNext(Duration interval, long nowMillis) {
    if (task() == null || nowMillis < begunMillis()) {
      return Duration.ZERO;
    }
    return Duration.millis(Math.max(0, begunMillis() + interval.getMillis() - nowMillis));
  }

  final RoundPosition begun(ReadTask task, long nowMillis) {
    return toBuilder()
        .setTask(task)
        .setAt(task.start())
        .setComplete(Collections.emptySortedSet())
        .setBegunMillis(nowMillis)
        .setSettled(false)
        .build();
  }

  final RoundPosition moved(ReadPosition next) {
    return toBuilder().setAt(next).build();
  }

  /** The round has ended, and with it the read if it was the last one. */
  final RoundPosition roundEnded(ReadPosition end, Set<StreamDescriptor> complete) {
    return toBuilder()
        .setAt(end)
        .setComplete(Collections.unmodifiableSortedSet(new TreeSet<>(complete)))
        .setEnded(last())
        .build();
  }

  final RoundPosition afterSettling() {
    return toBuilder().setSettled(true).build();
  }

  /** No round follows this one. */
  final RoundPosition drained() {
    return toBuilder().setLast(true).build();
  }

  /** The whole read has ended. */
  final RoundPosition end() {
    return toBuilder().setEnded(true).build();
  }

  @Override
  public final String toString() {
    return at() + " of round " + round();
  }
}
