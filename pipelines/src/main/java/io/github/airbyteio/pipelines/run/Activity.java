package io.github.airbyteio.pipelines.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** When which stream has moved, as one snapshot after another shows. */
final class Activity {
  /** The rate is that of so long: one that jumps says less. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  /**
   * @param committed when a state was last seen to be stored; null: not yet
   */
  private record Times(Duration first, Duration last, @Nullable Duration committed) {}

  private record Seen(Duration at, Map<String, StreamCounts> counts) {}

  private final Map<String, Times> times = new HashMap<>();
  private final Deque<Seen> recent = new ArrayDeque<>();

  /**
   * @param at since the run's begin
   */
  void add(Duration at, Snapshot snapshot) {
    Map<String, StreamCounts> before = recent.isEmpty() ? Map.of() : recent.getLast().counts();
    snapshot
        .streams()
        .forEach(
            (stream, now) -> {
              StreamCounts then = before.getOrDefault(stream, StreamCounts.NONE);
              if (!now.equals(then)) {
                Times known = times.get(stream);
                times.put(
                    stream,
                    new Times(
                        known == null ? at : known.first(),
                        at,
                        now.states() > then.states()
                            ? at
                            : known == null ? null : known.committed()));
              }
            });
    recent.addLast(new Seen(at, snapshot.streams()));
    while (recent.size() > 2 && at.minus(recent.getFirst().at()).compareTo(RECENT) > 0) {
      recent.removeFirst();
    }
  }

  boolean hasBegun(String stream) {
    return times.containsKey(stream);
  }

  /** When the stream has last moved; zero: never. */
  Duration lastMoved(String stream) {
    return Optional.ofNullable(times.get(stream)).map(Times::last).orElse(Duration.ZERO);
  }

  /** From the stream's first sign of life to its last one. */
  Duration active(String stream) {
    return Optional.ofNullable(times.get(stream))
        .map(seen -> seen.last().minus(seen.first()))
        .orElse(Duration.ZERO);
  }

  /** When a state of the stream was last stored; empty: not in this run. */
  Optional<Duration> lastCommit(String stream) {
    return Optional.ofNullable(times.get(stream)).map(Times::committed);
  }

  /** When any state was last stored. */
  Optional<Duration> lastCommit() {
    return times.values().stream()
        .map(Times::committed)
        .filter(Objects::nonNull)
        .max(Duration::compareTo);
  }

  /** Records read in a second, of late. */
  double rate(String stream) {
    if (recent.size() < 2) {
      return 0;
    }
    Seen first = recent.getFirst();
    Seen last = recent.getLast();
    double seconds = last.at().minus(first.at()).toMillis() / 1e3;
    long records =
        last.counts().getOrDefault(stream, StreamCounts.NONE).read()
            - first.counts().getOrDefault(stream, StreamCounts.NONE).read();
    return seconds <= 0 ? 0 : records / seconds;
  }

  double rate() {
    return recent.isEmpty()
        ? 0
        : recent.getLast().counts().keySet().stream().mapToDouble(this::rate).sum();
  }
}
