package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.fn.splittabledofn.RestrictionTrackers;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.junit.jupiter.api.Test;

class ReadTrackerTest {
  private static final StreamDescriptor USERS = StreamDescriptor.of("users");
  private static final ReadPosition START = ReadPosition.start(Map.of());
  private static final ReadPosition FIRST = START.launched("a");
  private static final ReadPosition SECOND = FIRST.afterBlock(USERS, 10);

  private final ReadTracker<ReadPosition> tracker =
      new ReadTracker<>(ReadRestriction.open(START), IsBounded.BOUNDED);

  @Test
  void beforeTheFirstClaimACutLeavesTheWholeReadToTheResidual() {
    SplitResult<ReadRestriction<ReadPosition>> split = tracker.trySplit(0);

    assertThat(split.getPrimary().closed()).isTrue();
    assertThat(split.getResidual()).isEqualTo(ReadRestriction.open(START));
    tracker.checkDone();
  }

  @Test
  void aCutLeavesWhatFollowsTheLastClaimToTheResidual() {
    assertThat(tracker.tryClaim(FIRST)).isTrue();
    assertThat(tracker.tryClaim(SECOND)).isTrue();

    assertThat(tracker.trySplit(0).getResidual()).isEqualTo(ReadRestriction.open(SECOND));
    assertThat(tracker.tryClaim(SECOND.afterEvent())).as("after the cut").isFalse();
    assertThat(tracker.trySplit(0)).as("cut twice").isNull();
    tracker.checkDone();
  }

  @Test
  void oneProcessCannotBeDivided() {
    assertThat(tracker.tryClaim(FIRST)).isTrue();

    assertThat(tracker.trySplit(0.5)).isNull();
    assertThat(tracker.tryClaim(SECOND)).as("the read goes on").isTrue();
  }

  @Test
  void leavingWithoutACutOrTheEndIsAnError() {
    assertThatThrownBy(tracker::checkDone).hasMessageContaining("would be lost");
    assertThat(tracker.tryClaim(FIRST)).isTrue();
    assertThatThrownBy(tracker::checkDone).hasMessageContaining("would be lost");
    assertThat(tracker.tryClaim(FIRST.end())).isTrue();
    tracker.checkDone();
  }

  @Test
  void nothingIsLeftAfterTheEnd() {
    assertThat(tracker.tryClaim(FIRST.end())).isTrue();

    assertThat(tracker.trySplit(0)).isNull();
    assertThat(tracker.tryClaim(SECOND)).isFalse();
  }

  @Test
  void aCutFromAnotherThreadFallsBetweenTwoClaims() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      RestrictionTracker<ReadRestriction<ReadPosition>, ReadPosition> shared =
          RestrictionTrackers.observe(
              new ReadTracker<>(ReadRestriction.open(START), IsBounded.BOUNDED),
              new RestrictionTrackers.ClaimObserver<ReadPosition>() {
                @Override
                public void onClaimed(ReadPosition position) {}

                @Override
                public void onClaimFailed(ReadPosition position) {}
              });
      AtomicReference<SplitResult<ReadRestriction<ReadPosition>>> split = new AtomicReference<>();
      CountDownLatch go = new CountDownLatch(1);
      Thread cutter =
          new Thread(
              () -> {
                go.countDown();
                split.set(shared.trySplit(0));
              });
      cutter.start();
      go.await();
      ReadPosition last = START;
      ReadPosition next = FIRST;
      while (shared.tryClaim(next) && next.nextOrdinal() < 50) {
        last = next;
        next = next.afterBlock(USERS, 1);
      }
      cutter.join();
      long cutAt = split.get().getResidual().from().nextOrdinal();
      assertThat(cutAt).isGreaterThanOrEqualTo(last.nextOrdinal());
    }
  }
}
