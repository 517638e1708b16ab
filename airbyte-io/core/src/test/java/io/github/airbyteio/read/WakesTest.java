package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class WakesTest {
  private static final ReadGroup GROUP = ReadGroup.of("r1", List.of(StreamDescriptor.of("users")));
  private static final ReadGroup OTHER = ReadGroup.of("r2", List.of(StreamDescriptor.of("orders")));

  private final Wakes wakes = new Wakes();
  private long now = TimeUnit.DAYS.toNanos(3);

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Asks, and is called again when the runner sees fit. */
  private void ask(ReadGroup group, long delay, long given) {
    Duration unused = wakes.ask(group, Duration.millis(delay), now);
    pass(given);
  }

  @Test
  void aRunnerThatWaitsAsItIsAskedToDrainsNothing() {
    for (int i = 0; i < 100; i++) {
      ask(GROUP, 100 + 9 * i, 100 + 9 * i);
      assertThat(wakes.isEarly(GROUP, now)).isFalse();
      assertThat(wakes.isDrained(GROUP, now)).isFalse();
    }
  }

  /** As Flink's portable runner does. */
  @Test
  void aRunnerThatKnowsWholeSecondsOnlyIsAskedForThem() {
    for (int i = 0; i < 100; i++) {
      long asked = wakes.ask(GROUP, Duration.millis(500), now).getMillis();
      pass(asked / 1000 * 1000);
      assertThat(wakes.isDrained(GROUP, now)).isFalse();
    }
    ask(GROUP, 500, 0);
    assertThat(wakes.isEarly(GROUP, now)).isTrue();
    assertThat(wakes.ask(GROUP, Duration.millis(500), now)).isEqualTo(Wakes.MEASURABLE);
  }

  @Test
  void aRunnerThatGivesNoTimeAtAllDrains() {
    int calls = 0;
    while (!wakes.isDrained(GROUP, now)) {
      assertThat(++calls).isLessThan(10);
      ask(GROUP, 100, 1);
    }
    assertThat(calls).isGreaterThan(5);
  }

  @Test
  void aFewEarlyCallsProveNothing() {
    for (int i = 0; i < 20; i++) {
      for (int early = 0; early < 4; early++) {
        ask(GROUP, 1_000, 1);
      }
      ask(GROUP, 1_000, 1_000);
      assertThat(wakes.isDrained(GROUP, now)).isFalse();
    }
  }

  @Test
  void groupsAreCalledEachInItsTime() {
    for (int i = 0; i < 20; i++) {
      ask(GROUP, 1_000, 0);
      ask(OTHER, 1_000, 1_000);
    }
    assertThat(wakes.isDrained(GROUP, now)).isFalse();
    assertThat(wakes.isDrained(OTHER, now)).isFalse();
  }

  @Test
  void whatIsForgottenTellsNothing() {
    ask(GROUP, 1_000, 0);
    wakes.forget(GROUP);

    assertThat(wakes.isEarly(GROUP, now)).isFalse();
  }
}
