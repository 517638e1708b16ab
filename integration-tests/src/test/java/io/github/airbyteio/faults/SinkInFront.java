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

/** A sink that passes all on to another one, but for what an implementation does otherwise. */
public interface SinkInFront extends Sink {
  /** The other one. */
  Sink sink();

  @Override
  default CommitPolicy commitPolicy() {
    return sink().commitPolicy();
  }

  @Override
  default boolean isLocal() {
    return sink().isLocal();
  }

  @Override
  default ValueLimits limits() {
    return sink().limits();
  }

  @Override
  default String description() {
    return sink().description();
  }

  @Override
  default SinkConnection open() throws IOException {
    return sink().open();
  }

  /** The same for a connection. */
  class Connection implements SinkConnection {
    private final SinkConnection connection;

    public Connection(SinkConnection connection) {
      this.connection = connection;
    }

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
      return connection.stage(target, block);
    }

    @Override
    public CommitReceipt commit(CommitUnit unit) throws IOException {
      return connection.commit(unit);
    }

    @Override
    public void abandon(StagedBlock block) throws IOException {
      connection.abandon(block);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
