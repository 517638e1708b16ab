package io.github.airbyteio.faults;

import io.github.airbyteio.it.Processes;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A store in front of another one: it holds blocks back until a gate opens, or refuses blocks from
 * a number on.
 *
 * @param gate a file to wait for before a block is staged; null: no wait
 * @param gatedStream the stream that waits at the gate; null: all
 * @param reached a file that is made when a block comes to the gate; null: none
 * @param refusesFrom the first block of each stream that is refused; null: none is
 */
record FailingSink(
    Sink sink,
    @Nullable String gate,
    @Nullable String gatedStream,
    @Nullable String reached,
    @Nullable Long refusesFrom)
    implements SinkInFront {
  static FailingSink refusing(Sink sink, long fromBlock) {
    return new FailingSink(sink, null, null, null, fromBlock);
  }

  static FailingSink gated(Sink sink, Path gate) {
    return new FailingSink(sink, gate.toString(), null, null, null);
  }

  static FailingSink gated(Sink sink, String stream, Path reached, Path gate) {
    return new FailingSink(sink, gate.toString(), stream, reached.toString(), null);
  }

  @Override
  public SinkConnection open() throws IOException {
    return new Connection(sink.open()) {
      @Override
      public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
        boolean gated = gatedStream == null || gatedStream.equals(block.id().stream().name());
        if (gate != null && gated) {
          if (reached != null && !Files.exists(Path.of(reached))) {
            Files.createFile(Path.of(reached));
          }
          Processes.await(Path.of(gate));
        }
        if (refusesFrom != null && block.id().index() >= refusesFrom) {
          throw new IOException("no space left for block " + block.id().index());
        }
        return super.stage(target, block);
      }

      @Override
      public CommitReceipt commit(CommitUnit unit) throws IOException {
        return super.commit(unit);
      }
    };
  }
}
