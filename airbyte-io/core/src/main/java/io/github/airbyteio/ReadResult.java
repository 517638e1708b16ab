package io.github.airbyteio;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.read.PlannedRead;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.errorhandling.BadRecordRouter;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * What {@link AirbyteIO#read} gives: the records in several shapes, the states, and what the
 * connector tells.
 */
public final class ReadResult implements PInput, POutput {
  private final Pipeline pipeline;
  private final PlannedRead read;
  private final RecordOutput output;
  private final PCollection<RecordBlock> blocks;
  private final PCollection<Checkpoint> checkpoints;
  private final PCollection<ReadEvent> events;

  ReadResult(
      Pipeline pipeline,
      PlannedRead read,
      RecordOutput output,
      PCollection<RecordBlock> blocks,
      PCollection<Checkpoint> checkpoints,
      PCollection<ReadEvent> events) {
    this.pipeline = pipeline;
    this.read = read;
    this.output = output;
    this.blocks = blocks;
    this.checkpoints = checkpoints;
    this.events = events;
  }

  /** The records as they travel and as the source wrote them: blocks of lines of one stream. */
  public PCollection<RecordBlock> blocks() {
    return blocks;
  }

  /**
   * All records as the source emitted them, one element each: what {@link
   * AirbyteIO.Read#withTransforms} says is not done to them.
   */
  public PCollection<AirbyteRecord> records() {
    PCollectionTuple outputs =
        blocks.apply(
            "Records",
            ParDo.of(new DecodeRecords(output.times(), output.deadLetters()))
                .withOutputTags(
                    DecodeRecords.RECORDS, TupleTagList.of(BadRecordRouter.BAD_RECORD_TAG)));
    output.collectErrors(outputs);
    return outputs.get(DecodeRecords.RECORDS).setCoder(SerializableCoder.of(AirbyteRecord.class));
  }

  /** The records of one stream as {@link RowOptions#flat() flat} rows. */
  public PCollection<Row> rows(String stream) {
    return rows(stream, RowOptions.flat());
  }

  /**
   * The records of one stream as rows of its catalog schema, transformed as {@link
   * AirbyteIO.Read#withTransforms} says. A value that does not conform to the schema is null; with
   * {@link AirbyteIO.Read#withErrorHandler} its record goes to the handler instead.
   *
   * @param stream {@code name} or {@code namespace.name}
   * @throws AirbyteIoException if the connection has no such stream, if unknown fields are to be
   *     kept and the rows have no place for them, or if the field that {@link
   *     AirbyteIO.Read#withEventTime} names does not come out
   */
  public PCollection<Row> rows(String stream, RowOptions options) {
    ConfiguredStream configured =
        read.catalog().streams().stream()
            .filter(s -> s.descriptor().toString().equals(stream))
            .findFirst()
            .orElseThrow(
                () ->
                    new AirbyteIoException(
                        AirbyteIoException.Category.USAGE,
                        "rows(\"" + stream + "\"): the connection does not read such a stream.",
                        "It reads " + streamNames() + "."));
    StreamDescriptor descriptor = configured.descriptor();
    RowLayout layout =
        RowLayout.of(configured, output.shapes().get(descriptor), options, output.times());
    PCollectionTuple outputs =
        blocks.apply(
            "Rows of " + stream,
            ParDo.of(new ConvertToRows(descriptor, layout, output.deadLetters()))
                .withOutputTags(
                    ConvertToRows.ROWS, TupleTagList.of(BadRecordRouter.BAD_RECORD_TAG)));
    output.collectErrors(outputs);
    return outputs.get(ConvertToRows.ROWS).setRowSchema(layout.schema());
  }

  /** This result with other records in its blocks. */
  ReadResult withBlocks(PCollection<RecordBlock> changed) {
    return new ReadResult(pipeline, read, output, changed, checkpoints, events);
  }

  private String streamNames() {
    return String.join(
        ", ", read.catalog().streams().stream().map(s -> s.descriptor().toString()).toList());
  }

  /**
   * The states that the connector has sent; of those in quick succession only the later ones, which
   * cover the earlier. Nothing is known of when their records are durable: see {@link
   * AirbyteIO#write}.
   */
  public PCollection<AirbyteState> states() {
    return checkpoints
        .apply("WithState", Filter.by(ReadResult::isSent))
        .apply(
            "States",
            MapElements.into(TypeDescriptor.of(AirbyteState.class)).via(Checkpoint::state))
        .setCoder(SerializableCoder.of(AirbyteState.class));
  }

  /**
   * Whether the connector has sent the checkpoint's state: a closing one repeats the state before
   * it.
   */
  private static boolean isSent(Checkpoint checkpoint) {
    return checkpoint.state() != null && checkpoint.completes().isEmpty();
  }

  /**
   * Statuses, warnings and outcomes of streams. A failed read is only told here: {@link
   * AirbyteIO#write} fails the pipeline.
   */
  public PCollection<ReadEvent> events() {
    return events;
  }

  PCollection<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /** Whether records have the times of their blocks, as states have. */
  boolean hasBlockTimes() {
    return output.times() == null;
  }

  PlannedRead read() {
    return read;
  }

  /** Applies a transform to this result: {@code read.apply(AirbyteIO.write(sink))}. */
  public <OutputT extends POutput> OutputT apply(
      PTransform<? super ReadResult, OutputT> transform) {
    return Pipeline.applyTransform(this, transform);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return read.outputs(blocks, checkpoints, events);
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
