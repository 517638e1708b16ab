package io.github.airbyteio.runners;

import io.github.airbyteio.faults.SinkInFront;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.RunIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A store whose answer to a commit of the second round is lost once: the runner goes back to its
 * last checkpoint, and the store is ahead of it.
 *
 * @param marker a file that is there when it has happened
 */
record BreaksOnce(Sink sink, String marker) implements SinkInFront {

  @Override
  public SinkConnection open() throws IOException {
    return new Connection(sink.open()) {
      @Override
      public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
        return super.stage(target, block);
      }

      @Override
      public CommitReceipt commit(CommitUnit unit) throws IOException {
        CommitReceipt receipt = super.commit(unit);
        if (RunIds.roundOf(unit.last().runId()) == 2 && !Files.exists(Path.of(marker))) {
          Files.createFile(Path.of(marker));
          throw new IOException("The answer to the commit was lost.");
        }
        return receipt;
      }
    };
  }
}
