package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Counts what was read, whatever becomes of the records later: one fact a bundle and stream. */
final class CountReadRecords extends DoFn<RecordBlock, SyncFact> {
  private transient @Nullable Map<Key, Count> counts;

  private record Key(String runId, StreamDescriptor stream, BoundedWindow window) {}

  private record Count(long records, long bytes, Instant latest) {
    Count plus(Count other) {
      return new Count(
          records + other.records,
          bytes + other.bytes,
          latest.isAfter(other.latest) ? latest : other.latest);
    }
  }

  @StartBundle
  public void start() {
    counts = new HashMap<>();
  }

  @ProcessElement
  public void process(
      @Element RecordBlock block, @Timestamp Instant timestamp, BoundedWindow window) {
    counts.merge(
        new Key(RunIds.runOf(block.id().attempt()), block.id().stream(), window),
        new Count(block.readRecords(), block.readBytes(), timestamp),
        Count::plus);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    counts.forEach(
        (key, count) ->
            context.output(
                SyncFact.read(key.runId(), key.stream(), count.records(), count.bytes()),
                count.latest(),
                key.window()));
    counts = null;
  }
}
