package io.github.airbyteio.read;

import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Is cut by its runner after some claims, as the runners do it. */
final class CuttingTracker<P extends Position> extends RestrictionTracker<ReadRestriction<P>, P> {
  private final ReadTracker<P> tracker;
  private int claimsLeft;
  private @Nullable ReadRestriction<P> residual;

  CuttingTracker(ReadRestriction<P> restriction, int claims) {
    this.tracker = new ReadTracker<>(restriction, IsBounded.BOUNDED);
    this.claimsLeft = claims;
  }

  /**
   * What is left behind the call that has used this tracker, or null at the end.
   *
   * @param resumes whether the call asked to be resumed
   */
  @Nullable ReadRestriction<P> rest(boolean resumes) {
    if (residual == null && resumes) {
      SplitResult<ReadRestriction<P>> split = tracker.trySplit(0);
      if (split == null) {
        throw new AssertionError("A resumed bundle must leave a residual.");
      }
      residual = split.getResidual();
    }
    tracker.checkDone();
    return residual;
  }

  @Override
  public boolean tryClaim(P position) {
    if (claimsLeft-- == 0 && residual == null) {
      SplitResult<ReadRestriction<P>> split = tracker.trySplit(0);
      residual = split == null ? null : split.getResidual();
    }
    return tracker.tryClaim(position);
  }

  @Override
  public ReadRestriction<P> currentRestriction() {
    return tracker.currentRestriction();
  }

  @Override
  public @Nullable SplitResult<ReadRestriction<P>> trySplit(double fractionOfRemainder) {
    return tracker.trySplit(fractionOfRemainder);
  }

  @Override
  public void checkDone() {
    tracker.checkDone();
  }

  @Override
  public IsBounded isBounded() {
    return tracker.isBounded();
  }
}
