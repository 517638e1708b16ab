package io.github.airbyteio.pipelines.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records read and committed over the time of a run. However long that is, there are at most so
 * many points: when it is full every second one is dropped, and they lie twice as far apart.
 */
final class Timeline {
  /**
   * @param at since the run's begin
   */
  record Point(Duration at, Map<String, Progressed> streams) {}

  record Progressed(long read, long committed) {}

  private final int mostPoints;
  private final List<Point> points = new ArrayList<>();
  private Duration step;

  /**
   * @param mostPoints an even number
   * @param step how far the points lie apart at first
   */
  Timeline(int mostPoints, Duration step) {
    this.mostPoints = mostPoints;
    this.step = step;
  }

  /** Takes the snapshot if it is time for a point. */
  void add(Duration at, Snapshot snapshot) {
    if (points.isEmpty() || at.minus(last().at()).compareTo(step) >= 0) {
      put(at, snapshot);
    }
  }

  /** Takes the last snapshot of the run. */
  void end(Duration at, Snapshot snapshot) {
    if (!points.isEmpty() && at.compareTo(last().at()) <= 0) {
      points.remove(points.size() - 1);
    }
    put(at, snapshot);
  }

  private void put(Duration at, Snapshot snapshot) {
    Map<String, Progressed> streams = new HashMap<>();
    snapshot
        .streams()
        .forEach(
            (stream, counts) -> {
              if (!counts.equals(StreamCounts.NONE)) {
                streams.put(stream, new Progressed(counts.read(), counts.committed()));
              }
            });
    if (points.size() >= mostPoints) {
      for (int i = mostPoints / 2; i-- > 0; ) {
        points.remove(2 * i + 1);
      }
      step = step.multipliedBy(2);
    }
    points.add(new Point(at, Map.copyOf(streams)));
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  List<Point> points() {
    return List.copyOf(points);
  }
}
