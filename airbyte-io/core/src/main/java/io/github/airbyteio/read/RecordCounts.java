package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Counts the records since the last state, to compare them with what the state says. */
final class RecordCounts {
  private final Map<StreamDescriptor, Count> counts = new HashMap<>();

  void add(StreamDescriptor stream, int records) {
    counts.computeIfAbsent(stream, s -> new Count()).records += records;
  }

  /** Begins to count anew; returns what does not agree, or null. */
  @Nullable String atState(AirbyteMessage.State message) {
    StreamDescriptor stream = message.state().stream();
    long came = 0;
    if (stream == null) {
      for (Count count : counts.values()) {
        came += count.records;
      }
      counts.clear();
    } else {
      Count count = counts.remove(stream);
      came = count == null ? 0 : count.records;
    }
    OptionalDouble said = message.recordCount();
    if (said.isEmpty() || said.getAsDouble() == came) {
      return null;
    }
    return String.format(
        "The source says that it has sent %.0f records%s since the state before, but %d came.",
        said.getAsDouble(), stream == null ? "" : " of stream '" + stream + "'", came);
  }

  private static final class Count {
    long records;
  }
}
