package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/** Counts what was read in a bundle, whatever becomes of the records later: one fact a stream. */
final class ReadCounts {
  private final Map<Key, Count> counts = new HashMap<>();

  private record Key(String runId, StreamDescriptor stream, BoundedWindow window) {}

  private record Count(long records, long bytes, Instant latest) {
    Count plus(Count other) {
      return new Count(
          records + other.records,
          bytes + other.bytes,
          latest.isAfter(other.latest) ? latest : other.latest);
    }
  }

  void add(RecordBlock block, Instant timestamp, BoundedWindow window) {
    counts.merge(
        new Key(RunIds.runOf(block.id().attempt()), block.id().stream(), window),
        new Count(block.readRecords(), block.readBytes(), timestamp),
        Count::plus);
  }

  void output(DoFn<?, ?>.FinishBundleContext context, TupleTag<SyncFact> tag) {
    counts.forEach(
        (key, count) ->
            context.output(
                tag,
                SyncFact.read(key.runId(), key.stream(), count.records(), count.bytes()),
                count.latest(),
                key.window()));
  }
}
