package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import io.github.airbyteio.schema.MalformedRecordException;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RefusedRecordException;
import io.github.airbyteio.state.BlocksInFlight;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms blocks and makes them durable by a connection of its own. One thread at a time uses it.
 */
final class Stager implements Closeable {
  private final Sink sink;
  private final Map<StreamDescriptor, StreamTarget> targets;
  private final Map<StreamDescriptor, RecordConformer> conformers = new HashMap<>();
  private @Nullable SinkConnection connection;

  /**
   * What has become of a block.
   *
   * @param nulled how many values have become null
   * @param rejection why it is staged as rejected, or null
   */
  record Result(StagedBlock staged, Map<NulledField, Long> nulled, @Nullable ReadEvent rejection) {}

  Stager(Sink sink, Map<StreamDescriptor, StreamTarget> targets) {
    this.sink = sink;
    this.targets = targets;
  }

  Result stage(RecordBlock block) throws IOException {
    BlocksInFlight.ofWorker().staging(block.id().attempt());
    try {
      return stageOrReject(block);
    } finally {
      BlocksInFlight.ofWorker().staged(block.id().attempt(), block.readBytes());
    }
  }

  private Result stageOrReject(RecordBlock block) throws IOException {
    if (connection == null) {
      connection = sink.open();
    }
    StreamDescriptor stream = block.id().stream();
    StreamTarget target = targets.get(stream);
    RecordConformer conformer =
        conformers.computeIfAbsent(stream, s -> new RecordConformer(target.shape(), sink.limits()));
    try {
      LazilyConformedBlock conformed = new LazilyConformedBlock(block, conformer);
      StagedBlock staged =
          connection.stage(target, conformed).withRecordsFiltered(conformed.recordsFiltered());
      return new Result(staged, conformed.valuesNulled(), null);
    } catch (RefusedRecordException e) {
      return rejected(
          block,
          "Stream '" + stream + "' cannot be deduplicated: " + e.getMessage() + '.',
          e,
          "Choose another key or cursor (--primary-key, --cursor), or the mode append or overwrite"
              + " (--mode), which store each record.");
    } catch (MalformedRecordException e) {
      return rejected(
          block,
          "The connector wrote a line that begins like a record and is none: " + e.getMessage(),
          e,
          "Run again; if it happens again, report it to the connector's authors.");
    }
  }

  private static Result rejected(
      RecordBlock block, String what, MalformedRecordException why, String hint) {
    return new Result(
        StagedBlock.rejected(block.id(), block.records(), block.readBytes(), why.getMessage()),
        Map.of(),
        ReadEvent.builder(ReadEvent.Kind.STREAM_FAILED)
            .setStream(block.id().stream())
            .setMessage(what + " What was committed before it stays.")
            .setHint(hint)
            .setWholeProcess(true)
            .setRunId(RunIds.runOf(block.id().attempt()))
            .build());
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }
}
