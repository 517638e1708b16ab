package io.github.airbyteio.faults;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A store in front of another one: it holds each block back until a gate opens, or refuses blocks
 * from a number on.
 *
 * @param gate a file to wait for before a block is staged; null: no wait
 * @param refusesFrom the first block of each stream that is refused; null: none is
 */
record FailingSink(Sink sink, @Nullable String gate, @Nullable Long refusesFrom) implements Sink {
  static FailingSink refusing(Sink sink, long fromBlock) {
    return new FailingSink(sink, null, fromBlock);
  }

  static FailingSink gated(Sink sink, Path gate) {
    return new FailingSink(sink, gate.toString(), null);
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
        if (gate != null) {
          while (!Files.exists(Path.of(gate))) {
            Thread.onSpinWait();
          }
        }
        if (refusesFrom != null && block.id().index() >= refusesFrom) {
          throw new IOException("no space left for block " + block.id().index());
        }
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
    };
  }
}
