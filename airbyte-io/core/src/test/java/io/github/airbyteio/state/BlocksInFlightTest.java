package io.github.airbyteio.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BlocksInFlightTest {
  private final AtomicLong now = new AtomicLong();
  private final BlocksInFlight blocks = new BlocksInFlight(100, 150, now::get);

  private void pass(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void oneThatIsAloneMayBeFurtherAhead() {
    blocks.emitted("a", 120);
    assertThat(blocks.isFull("a")).isFalse();
    blocks.emitted("b", 10);
    assertThat(blocks.isFull("a")).isTrue();
    blocks.forget("b");
    assertThat(blocks.isFull("a")).isFalse();
    blocks.emitted("a", 30);
    assertThat(blocks.isFull("a")).isTrue();
  }

  @Test
  void aReaderPausesUntilItsBlocksAreTakenOver() {
    blocks.emitted("b", 1);
    blocks.emitted("a", 60);
    assertThat(blocks.isFull("a")).isFalse();
    blocks.emitted("a", 60);
    assertThat(blocks.isFull("a")).isTrue();
    assertThat(blocks.isFull("b")).isFalse();

    blocks.staging("a");
    pass(600);
    assertThat(blocks.isFull("a")).isTrue();
    blocks.staged("a", 60);
    assertThat(blocks.isFull("a")).isFalse();
  }

  @Test
  void aReaderWithoutAStagerInThisJvmPausesOnce() {
    blocks.emitted("a", 200);
    assertThat(blocks.isFull("a")).isTrue();

    pass(3);
    assertThat(blocks.isFull("a")).isFalse();
    blocks.emitted("a", 1_000);
    assertThat(blocks.isFull("a")).isFalse();
  }

  @Test
  void aStagerThatComesLateIsCountedFromThen() {
    blocks.emitted("a", 200);
    pass(3);
    assertThat(blocks.isFull("a")).isFalse();

    blocks.staging("a");
    blocks.emitted("a", 200);
    assertThat(blocks.isFull("a")).isTrue();
  }

  @Test
  void aStagerThatDoesNotComeBackIsForgottenAfterAMinute() {
    blocks.staging("a");
    blocks.emitted("a", 1);
    blocks.staging("a");
    blocks.staged("a", 1);
    blocks.emitted("a", 200);

    pass(30);
    assertThat(blocks.isFull("a")).isTrue();
    pass(31);
    assertThat(blocks.isFull("a")).isFalse();
  }
}
