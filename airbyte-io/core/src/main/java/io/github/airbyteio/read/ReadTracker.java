package io.github.airbyteio.read;

import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tracks the claimed position of a read. Every ordinal is a valid split point: a cut leaves all
 * that was claimed to the primary and the position behind it, states included, to the residual.
 *
 * <p>One process cannot be divided, so a fraction above 0 is refused. {@link #checkDone()} is
 * strict: a caller that gives up without a cut would lose the rest silently.
 */
final class ReadTracker<P extends Position> extends RestrictionTracker<ReadRestriction<P>, P> {
  private final IsBounded bounded;
  private ReadRestriction<P> restriction;
  private P claimed;

  ReadTracker(ReadRestriction<P> restriction, IsBounded bounded) {
    this.bounded = bounded;
    this.restriction = restriction;
    this.claimed = restriction.from();
  }

  @Override
  public boolean tryClaim(P next) {
    if (restriction.closed() || claimed.ended()) {
      return false;
    }
    claimed = next;
    return true;
  }

  @Override
  public ReadRestriction<P> currentRestriction() {
    return restriction;
  }

  @Override
  public @Nullable SplitResult<ReadRestriction<P>> trySplit(double fractionOfRemainder) {
    if (fractionOfRemainder > 0 || restriction.closed() || claimed.ended()) {
      return null;
    }
    ReadRestriction<P> residual = ReadRestriction.open(claimed);
    restriction = ReadRestriction.closed(restriction.from());
    return SplitResult.of(restriction, residual);
  }

  @Override
  public void checkDone() {
    if (!restriction.closed() && !claimed.ended()) {
      throw new IllegalStateException(
          "The read was left at " + claimed + " without a cut: the rest would be lost.");
    }
  }

  @Override
  public IsBounded isBounded() {
    return bounded;
  }
}
