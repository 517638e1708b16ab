package io.github.airbyteio.read;

import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/** Keeps what a call of the DoFn has output. */
final class Outputs implements MultiOutputReceiver {
  final List<RecordBlock> blocks = new ArrayList<>();
  final List<Checkpoint> checkpoints = new ArrayList<>();
  final List<ReadEvent> events = new ArrayList<>();

  /** Of all outputs, in their order. */
  final List<Instant> timestamps = new ArrayList<>();

  @Override
  public <T> OutputReceiver<T> get(TupleTag<T> tag) {
    return new Receiver<>(tag);
  }

  @Override
  public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
    throw new IllegalArgumentException("There are no rows here.");
  }

  private final class Receiver<T> implements OutputReceiver<T> {
    private final TupleTag<T> tag;

    Receiver(TupleTag<T> tag) {
      this.tag = tag;
    }

    @Override
    public OutputBuilder<T> builder(T value) {
      return WindowedValues.<T>builder()
          .setValue(value)
          .setTimestamp(GlobalWindow.TIMESTAMP_MIN_VALUE)
          .setWindow(GlobalWindow.INSTANCE)
          .setPaneInfo(PaneInfo.NO_FIRING)
          .setReceiver(
              windowed -> {
                timestamps.add(windowed.getTimestamp());
                keep(windowed.getValue());
              });
    }

    private void keep(T output) {
      if (tag.equals(ReadConnector.BLOCKS)) {
        blocks.add((RecordBlock) output);
      } else if (tag.equals(ReadConnector.CHECKPOINTS)) {
        checkpoints.add((Checkpoint) output);
      } else {
        events.add((ReadEvent) output);
      }
    }
  }
}
