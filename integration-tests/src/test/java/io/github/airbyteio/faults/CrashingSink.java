package io.github.airbyteio.faults;

import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import java.io.IOException;

/**
 * A sink in front of another one, with places to crash around its calls.
 *
 * @param point of the whole JVM: its copies on the runner's threads count together
 */
record CrashingSink(Sink sink, CrashPoint point) implements SinkInFront {
  private void at(CrashPoint.Place place) {
    CrashPoint.Counter.of(point).at(place);
  }

  @Override
  public SinkConnection open() throws IOException {
    return new Connection(sink.open()) {
      @Override
      public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
        at(CrashPoint.Place.BEFORE_STAGE);
        StagedBlock staged = super.stage(target, block);
        at(CrashPoint.Place.AFTER_STAGE);
        return staged;
      }

      @Override
      public CommitReceipt commit(CommitUnit unit) throws IOException {
        at(CrashPoint.Place.BEFORE_COMMIT);
        CommitReceipt receipt = super.commit(unit);
        at(CrashPoint.Place.AFTER_COMMIT);
        return receipt;
      }
    };
  }
}
