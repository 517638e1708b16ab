package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEnd;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A bundle of a continuous read. All outputs bear the watermark's time, and the watermark moves
 * behind a checkpoint and between rounds only: so when it has passed a checkpoint, all records that
 * the checkpoint covers are out.
 */
final class RoundBundle implements ReadBundle {
  private final RestrictionTracker<ReadRestriction<RoundPosition>, RoundPosition> tracker;
  private final ManualWatermarkEstimator<Instant> watermark;
  private final MultiOutputReceiver out;
  private final Duration interval;
  private final Clock clock;
  private RoundPosition position;

  RoundBundle(
      RestrictionTracker<ReadRestriction<RoundPosition>, RoundPosition> tracker,
      ManualWatermarkEstimator<Instant> watermark,
      MultiOutputReceiver out,
      Duration interval,
      Clock clock) {
    this.tracker = tracker;
    this.watermark = watermark;
    this.out = out;
    this.interval = interval;
    this.clock = clock;
    this.position = tracker.currentRestriction().from();
  }

  /** What has been claimed. */
  RoundPosition position() {
    return position;
  }

  boolean claim(RoundPosition next) {
    boolean claimed = tracker.tryClaim(next);
    if (claimed) {
      position = next;
    }
    return claimed;
  }

  @Override
  public boolean claim(ReadPosition next) {
    return claim(position.moved(next));
  }

  @Override
  public boolean claimEnd(ReadPosition end, Set<StreamDescriptor> complete) {
    return claim(position.roundEnded(end, complete));
  }

  @Override
  public <T> void output(TupleTag<T> tag, T value) {
    out.get(tag).outputWithTimestamp(value, watermark.currentWatermark());
    if (tag.equals(ReadConnector.CHECKPOINTS)) {
      advanceWatermark();
    }
  }

  /** Moves the watermark to now; a clock that has been put back does not move it. */
  void advanceWatermark() {
    Instant now = Instant.ofEpochMilli(clock.millis());
    if (now.isAfter(watermark.currentWatermark())) {
      watermark.setWatermark(now);
    }
  }

  @Override
  public ReadEnd told(ReadEnd end) {
    java.time.Instant begun = java.time.Instant.ofEpochMilli(position.begunMillis());
    return end.ofRound(begun, begun.plusMillis(interval.getMillis()));
  }
}
