package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

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
  private final Set<String> nulledNames = new HashSet<>();
  private transient @Nullable StagingThreads threads;
  private transient @Nullable List<Begun> bundle;

  /** A block of the bundle, and where in time it belongs. */
  private record Begun(Future<Stager.Result> staged, Instant timestamp, BoundedWindow window) {}

  StageBlocks(Sink sink, Map<StreamDescriptor, StreamTarget> targets) {
    this.sink = sink;
    this.targets = new HashMap<>(targets);
  }

  @Setup
  public void setUp() {
    threads = new StagingThreads(sink, targets);
  }

  @StartBundle
  public void start() {
    bundle = new ArrayList<>();
  }

  @ProcessElement
  public void process(
      @Element RecordBlock block, @Timestamp Instant timestamp, BoundedWindow window) {
    bundle.add(new Begun(threads.stage(block), timestamp, window));
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    for (Begun begun : bundle) {
      Stager.Result result = StagingThreads.await(begun.staged());
      count(result);
      context.output(STAGED, result.staged(), begun.timestamp(), begun.window());
      if (result.rejection() != null) {
        context.output(REJECTIONS, result.rejection(), begun.timestamp(), begun.window());
      }
    }
    bundle = null;
  }

  private void count(Stager.Result result) {
    StagedBlock staged = result.staged();
    StreamDescriptor stream = staged.id().stream();
    if (result.rejection() != null) {
      Metrics.counter("airbyteio", "records_rejected/" + stream).inc(staged.records());
      return;
    }
    Metrics.counter("airbyteio", "records_staged/" + stream).inc(staged.records());
    Metrics.counter("airbyteio", "bytes_staged/" + stream).inc(staged.bytes());
    Metrics.counter("airbyteio", "records_nulled/" + stream).inc(staged.recordsNulled());
    countNulled(stream, result.nulled());
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

  @Teardown
  public void teardown() throws IOException {
    if (threads != null) {
      threads.close();
      threads = null;
    }
  }
}
