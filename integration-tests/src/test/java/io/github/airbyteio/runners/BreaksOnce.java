package io.github.airbyteio.runners;

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
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A store whose answer to a commit of the second round is lost once: the runner goes back to its
 * last checkpoint, and the store is ahead of it.
 *
 * @param marker a file that is there when it has happened
 */
record BreaksOnce(Sink sink, String marker) implements Sink {
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
        return connection.stage(target, block);
      }

      @Override
      public CommitReceipt commit(CommitUnit unit) throws IOException {
        CommitReceipt receipt = connection.commit(unit);
        if (RunIds.roundOf(unit.last().runId()) == 2 && !Files.exists(Path.of(marker))) {
          Files.createFile(Path.of(marker));
          throw new IOException("The answer to the commit was lost.");
        }
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
