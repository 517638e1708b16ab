package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEnd;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.SerializedOnce;
import java.io.IOException;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Runs one connector process and emits its records in blocks, its states as checkpoints, and
 * events: {@link TaskReader} says how.
 *
 * <h2>Restriction</h2>
 *
 * The position in the attempt, by ordinal, with the states known there. Every ordinal is a valid
 * split point; a claim comes before the output; what could not be claimed stays in the session.
 */
@DoFn.BoundedPerElement
final class ReadConnector extends DoFn<ReadTask, RecordBlock> {
  static final TupleTag<RecordBlock> BLOCKS = new TupleTag<>() {};
  static final TupleTag<Checkpoint> CHECKPOINTS = new TupleTag<>() {};
  static final TupleTag<ReadEvent> EVENTS = new TupleTag<>() {};

  private final SerializedOnce<TaskReader> reader;

  ReadConnector(TaskReader reader) {
    this.reader = SerializedOnce.of(reader);
  }

  @Setup
  public void setup(PipelineOptions options) {
    reader.get().setUp(options);
  }

  @Teardown
  public void teardown() {
    reader.get().tearDown();
  }

  @GetInitialRestriction
  public ReadRestriction<ReadPosition> initialRestriction(@Element ReadTask task) {
    return ReadRestriction.open(task.start());
  }

  @GetRestrictionCoder
  public Coder<ReadRestriction<ReadPosition>> restrictionCoder() {
    return ReadRestrictionCoder.of(ReadPositionCoder.of());
  }

  @NewTracker
  public ReadTracker<ReadPosition> newTracker(
      @Restriction ReadRestriction<ReadPosition> restriction) {
    return new ReadTracker<>(restriction, IsBounded.BOUNDED);
  }

  /** A constant: the size of a connector's output is not known before it is read. */
  @GetSize
  public double size(@Restriction ReadRestriction<ReadPosition> restriction) {
    return restriction.closed() ? 0 : 1;
  }

  @ProcessElement
  public ProcessContinuation process(
      @Element ReadTask task,
      RestrictionTracker<ReadRestriction<ReadPosition>, ReadPosition> tracker,
      MultiOutputReceiver out)
      throws IOException, InterruptedException {
    ReadRestriction<ReadPosition> restriction = tracker.currentRestriction();
    return restriction.closed()
        ? ProcessContinuation.stop()
        : reader.get().read(task, restriction.from(), new Bundle(tracker, out));
  }

  private record Bundle(
      RestrictionTracker<ReadRestriction<ReadPosition>, ReadPosition> tracker,
      MultiOutputReceiver out)
      implements ReadBundle {
    @Override
    public boolean claim(ReadPosition next) {
      return tracker.tryClaim(next);
    }

    @Override
    public boolean claimEnd(ReadPosition end, Set<StreamDescriptor> complete) {
      return tracker.tryClaim(end);
    }

    @Override
    public <T> void output(TupleTag<T> tag, T value) {
      out.get(tag).output(value);
    }

    @Override
    public ReadEnd told(ReadEnd end) {
      return end;
    }
  }
}
