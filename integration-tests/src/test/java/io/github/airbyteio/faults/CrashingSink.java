package io.github.airbyteio.faults;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.sink.CommitPolicy;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.StateStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A sink in front of another one, with places to crash around its calls.
 *
 * @param point of the whole JVM: its copies on the runner's threads count together
 */
record CrashingSink(Sink sink, CrashPoint point) implements Sink {
  /** The runner serializes the sink; only the JVM is common to its copies. */
  private static final java.util.Map<CrashPoint, CrashPoint.Counter> COUNTERS =
      new java.util.concurrent.ConcurrentHashMap<>();

  private void at(CrashPoint.Place place) {
    COUNTERS.computeIfAbsent(point, CrashPoint.Counter::new).at(place);
  }

  @Override
  public CommitPolicy commitPolicy() {
    return sink.commitPolicy();
  }

  @Override
  public ValueLimits limits() {
    return sink.limits();
  }

  @Override
  public String description() {
    return sink.description();
  }

  @Override
  public SinkConnection open() throws IOException {
    SinkConnection connection = sink.open();
    return new SinkConnection() {
      @Override
      public StateStore states() {
        return connection.states();
      }

      @Override
      public Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets)
          throws IOException {
        return connection.prepare(targets);
      }

      @Override
      public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
        at(CrashPoint.Place.BEFORE_STAGE);
        StagedBlock staged = connection.stage(target, block);
        at(CrashPoint.Place.AFTER_STAGE);
        return staged;
      }

      @Override
      public CommitReceipt commit(CommitUnit unit) throws IOException {
        at(CrashPoint.Place.BEFORE_COMMIT);
        CommitReceipt receipt = connection.commit(unit);
        at(CrashPoint.Place.AFTER_COMMIT);
        return receipt;
      }

      @Override
      public void abandon(StagedBlock block) throws IOException {
        connection.abandon(block);
      }

      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }
}
