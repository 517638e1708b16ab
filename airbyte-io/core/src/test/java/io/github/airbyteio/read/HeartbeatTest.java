package io.github.airbyteio.read;

import static io.github.airbyteio.read.StdoutReplay.ORDERS;
import static io.github.airbyteio.read.StdoutReplay.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Heartbeat heartbeat = new Heartbeat(Duration.ofMinutes(10), clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void passMinutes(long minutes) {
    pass(Duration.ofMinutes(minutes));
  }

  @Test
  void itCountsFromTheLaunchAndFromEachRecord() {
    passMinutes(10);
    assertThat(heartbeat.isOver()).isFalse();
    heartbeat.sent(USERS);
    passMinutes(10);
    assertThat(heartbeat.isOver()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void timeInWhichTheSourceWaitsForUsDoesNotCount() {
    passMinutes(60);
    heartbeat.taken();
    passMinutes(10);

    assertThat(heartbeat.isOver()).isFalse();
  }

  @Test
  void afterTheEndOfStdoutItStands() {
    heartbeat.ended();
    passMinutes(60);

    assertThat(heartbeat.isOver()).isFalse();
  }

  @Test
  void itCountsFromTheEndOfAnAnnouncedRateLimit() {
    assertThat(heartbeat.limited(USERS, Duration.ofHours(2))).isEqualTo(Duration.ofHours(2));
    passMinutes(130);
    assertThat(heartbeat.isOver()).isFalse();
    passMinutes(1);
    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void aRateLimitThatDoesNotSayItsEndIsForAnHour() {
    assertThat(heartbeat.limited(USERS, null)).isEqualTo(Heartbeat.DEFAULT_QUIET);
    passMinutes(70);
    assertThat(heartbeat.isOver()).isFalse();
    passMinutes(1);
    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void noAnnouncementIsForLongerThanADay() {
    Duration centuries = Heartbeat.until(Long.MAX_VALUE, System.currentTimeMillis());
    assertThat(heartbeat.limited(USERS, centuries)).isEqualTo(Heartbeat.MAX_QUIET);
    passMinutes(23 * 60);
    heartbeat.limited(ORDERS, null);
    heartbeat.limited(USERS, centuries);
    assertThat(heartbeat.isOver()).isFalse();
    passMinutes(71);

    assertThat(heartbeat.isOver()).as("however often it is announced").isTrue();
  }

  @Test
  void aStreamThatGoesOnEndsItsOwnQuietTimeAlone() {
    heartbeat.limited(USERS, Duration.ofHours(2));
    heartbeat.limited(ORDERS, Duration.ofHours(1));
    heartbeat.sent(ORDERS);
    passMinutes(100);
    assertThat(heartbeat.isOver()).isFalse();

    heartbeat.notLimited(USERS);
    passMinutes(10);
    assertThat(heartbeat.isOver()).as("the time begins when it goes on").isFalse();
    pass(Duration.ofNanos(1));
    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void aStreamThatGoesOnAfterItsQuietTimeBuysNoMore() {
    heartbeat.limited(USERS, Duration.ofMinutes(5));
    passMinutes(15);
    heartbeat.notLimited(USERS);
    pass(Duration.ofNanos(1));

    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void aStateOfAllStreamsEndsEachQuietTime() {
    heartbeat.limited(USERS, Duration.ofHours(2));
    heartbeat.sent(null);
    passMinutes(11);

    assertThat(heartbeat.isOver()).isTrue();
  }

  @Test
  void aPointInTimeMayBePastOrBeyondAllTime() {
    assertThat(Heartbeat.until(1_000, 2_000)).isZero();
    assertThat(Heartbeat.until(3_000, 2_000)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Heartbeat.until(Long.MIN_VALUE, 2_000)).isZero();
    assertThat(Heartbeat.until(Long.MAX_VALUE, -2_000)).isPositive();
  }
}
