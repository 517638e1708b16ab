package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.SerializedOnce;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RunnableFuture;
import java.util.function.Consumer;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Conforms blocks, makes them durable at the sink, and counts what was read.
 *
 * <p>A block that holds a line which is no RECORD, or one that may not be stored, is not dropped:
 * it is passed on as rejected, so that no checkpoint that covers it is ever committed, and
 * reported.
 *
 * <p>What is staged is passed on at once, or with the next block, not only at the bundle's end,
 * which may be far: Flink without checkpoints reads a bounded source when its own sources have
 * ended, and then finishes bundles by their number of elements alone.
 */
final class StageBlocks extends DoFn<RecordBlock, KV<String, CommitInput>> {
  static final TupleTag<KV<String, CommitInput>> STAGED = new TupleTag<>() {};
  static final TupleTag<SyncFact> FACTS = new TupleTag<>() {};

  private static final int MAX_NULLED_NAMES = 500;

  private final Sink sink;
  private final SerializedOnce<HashMap<StreamDescriptor, StreamTarget>> targets;
  private final CommitKey key;
  private final Set<String> nulledNames = new HashSet<>();
  private transient @Nullable StagingThreads threads;
  private transient @Nullable Queue<Begun> bundle;
  private transient @Nullable ReadCounts counts;

  /** A block of the bundle, and where in time it belongs. */
  private record Begun(
      RunnableFuture<Stager.Result> staged, Instant timestamp, BoundedWindow window) {
    boolean isAt(Instant otherTimestamp, BoundedWindow otherWindow) {
      return timestamp.equals(otherTimestamp) && window.equals(otherWindow);
    }
  }

  StageBlocks(Sink sink, Map<StreamDescriptor, StreamTarget> targets, CommitKey key) {
    this.sink = sink;
    this.targets = SerializedOnce.of(new HashMap<>(targets));
    this.key = key;
  }

  @Setup
  public void setUp() {
    threads = new StagingThreads(sink, targets.get());
  }

  @StartBundle
  public void start() {
    bundle = new ArrayDeque<>();
    counts = new ReadCounts();
  }

  @ProcessElement
  public void process(
      @Element RecordBlock block,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      MultiOutputReceiver out)
      throws IOException {
    counts.add(block, timestamp, window);
    bundle.add(new Begun(threads.stage(block), timestamp, window));
    // What belongs elsewhere in time can only be output at the end.
    for (Begun first = bundle.peek();
        first != null && first.staged().isDone() && first.isAt(timestamp, window);
        first = bundle.peek()) {
      pass(first, out.get(STAGED)::output, out.get(FACTS)::output);
      bundle.remove();
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    bundle.forEach(begun -> begun.staged().run()); // Those that still wait for a thread.
    for (Begun begun : bundle) {
      pass(
          begun,
          staged -> context.output(STAGED, staged, begun.timestamp(), begun.window()),
          fact -> context.output(FACTS, fact, begun.timestamp(), begun.window()));
    }
    counts.output(context, FACTS);
    bundle = null;
    counts = null;
  }

  private void pass(Begun begun, Consumer<KV<String, CommitInput>> inputs, Consumer<SyncFact> facts)
      throws IOException {
    Stager.Result result = StagingThreads.await(begun.staged());
    count(result);
    StagedBlock staged = result.staged();
    inputs.accept(key.keyed(staged.id().stream(), CommitInput.of(staged)));
    if (result.rejection() != null) {
      facts.accept(SyncFact.rejected(result.rejection()));
    }
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
