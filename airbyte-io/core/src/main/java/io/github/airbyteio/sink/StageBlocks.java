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
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms blocks and makes them durable at the sink.
 *
 * <p>A block that holds a line which is no RECORD, or one that may not be stored, is not dropped:
 * it is passed on as rejected, so that no checkpoint that covers it is ever committed, and
 * reported.
 */
final class StageBlocks extends DoFn<RecordBlock, StagedBlock> {
  static final TupleTag<StagedBlock> STAGED = new TupleTag<>() {};
  static final TupleTag<ReadEvent> REJECTIONS = new TupleTag<>() {};

  private static final int MAX_NULLED_NAMES = 500;

  private final Sink sink;
  private final Map<StreamDescriptor, StreamTarget> targets;
  private transient @Nullable SinkConnection connection;
  private transient @Nullable Map<StreamDescriptor, RecordConformer> conformers;
  private transient @Nullable Set<String> nulledNames;

  StageBlocks(Sink sink, Map<StreamDescriptor, StreamTarget> targets) {
    this.sink = sink;
    this.targets = new HashMap<>(targets);
  }

  @ProcessElement
  public void process(@Element RecordBlock block, MultiOutputReceiver out) throws IOException {
    BlocksInFlight.ofWorker().staging(block.id().attempt());
    try {
      stage(block, out);
    } finally {
      BlocksInFlight.ofWorker().staged(block.id().attempt(), block.readBytes());
    }
  }

  private void stage(RecordBlock block, MultiOutputReceiver out) throws IOException {
    StreamDescriptor stream = block.id().stream();
    if (connection == null) {
      connection = sink.open();
      conformers = new HashMap<>();
      nulledNames = new HashSet<>();
    }
    StreamTarget target = targets.get(stream);
    RecordConformer conformer =
        conformers.computeIfAbsent(stream, s -> new RecordConformer(target.shape(), sink.limits()));
    try {
      LazilyConformedBlock conformed = new LazilyConformedBlock(block, conformer);
      StagedBlock staged =
          connection.stage(target, conformed).withRecordsFiltered(conformed.recordsFiltered());
      Metrics.counter("airbyteio", "records_staged/" + stream).inc(staged.records());
      Metrics.counter("airbyteio", "bytes_staged/" + stream).inc(block.readBytes());
      Metrics.counter("airbyteio", "records_nulled/" + stream).inc(staged.recordsNulled());
      countNulled(stream, conformed.valuesNulled());
      out.get(STAGED).output(staged);
    } catch (RefusedRecordException e) {
      reject(
          block,
          "Stream '" + stream + "' cannot be deduplicated: " + e.getMessage() + '.',
          e,
          "Choose another key or cursor (--primary-key, --cursor), or the mode append or overwrite"
              + " (--mode), which store each record.",
          out);
    } catch (MalformedRecordException e) {
      reject(
          block,
          "The connector wrote a line that begins like a record and is none: " + e.getMessage(),
          e,
          "Run again; if it happens again, report it to the connector's authors.",
          out);
    }
  }

  /** A metric a field and reason, as long as there are few. */
  private void countNulled(StreamDescriptor stream, Map<NulledField, Long> values) {
    values.forEach(
        (field, count) -> {
          String name = "values_nulled/" + stream + "/" + field.field() + "/" + field.reason();
          if (nulledNames.size() < MAX_NULLED_NAMES || nulledNames.contains(name)) {
            nulledNames.add(name);
            Metrics.counter("airbyteio", name).inc(count);
          }
        });
  }

  private static void reject(
      RecordBlock block,
      String what,
      MalformedRecordException why,
      String hint,
      MultiOutputReceiver out) {
    Metrics.counter("airbyteio", "records_rejected/" + block.id().stream()).inc(block.records());
    out.get(STAGED)
        .output(
            StagedBlock.rejected(block.id(), block.records(), block.readBytes(), why.getMessage()));
    out.get(REJECTIONS)
        .output(
            ReadEvent.builder(ReadEvent.Kind.STREAM_FAILED)
                .setStream(block.id().stream())
                .setMessage(what + " What was committed before it stays.")
                .setHint(hint)
                .setWholeProcess(true)
                .setRunId(RunIds.runOf(block.id().attempt()))
                .build());
  }

  @Teardown
  public void teardown() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
