package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static Snapshot read(long records) {
    return Snapshot.of(Map.of("records_read/users", records), List.of("users", "orders"));
  }

  @Test
  void anyLengthOfTimeIsAFewPointsFromTheBeginToTheEnd() {
    Timeline timeline = new Timeline(10, Duration.ofSeconds(1));
    for (int second = 0; second <= 1_000; second++) {
      timeline.add(Duration.ofSeconds(second), read(second * 3L));
      assertThat(timeline.points()).hasSizeLessThanOrEqualTo(10);
    }
    timeline.end(Duration.ofSeconds(1_000), read(3_000));

    List<Timeline.Point> points = timeline.points();
    assertThat(points).hasSizeBetween(5, 10);
    assertThat(points.get(0).at()).isZero();
    assertThat(points).extracting(Timeline.Point::at).isSorted();
    assertThat(points)
        .allSatisfy(
            point ->
                assertThat(point.streams())
                    .isEqualTo(
                        point.at().isZero()
                            ? Map.of()
                            : Map.of(
                                "users", new Timeline.Progressed(point.at().toSeconds() * 3, 0))));
    assertThat(points.get(points.size() - 1).at()).isEqualTo(Duration.ofSeconds(1_000));
  }

  @Test
  void aRunShorterThanAStepHasABeginAndAnEnd() {
    Timeline timeline = new Timeline(10, Duration.ofSeconds(1));
    timeline.add(Duration.ZERO, read(0));
    timeline.add(Duration.ofMillis(400), read(1));
    timeline.end(Duration.ofMillis(600), read(2));
    assertThat(timeline.points())
        .extracting(Timeline.Point::at)
        .containsExactly(Duration.ZERO, Duration.ofMillis(600));
  }
}
