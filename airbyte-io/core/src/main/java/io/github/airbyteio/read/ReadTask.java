package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What one connector process is to read in one run. */
@AutoValue
abstract class ReadTask implements Serializable {
  abstract String connectionId();

  /** The random id of this run of the pipeline. */
  abstract String runId();

  /** The streams of this process, in the catalog's order. */
  abstract List<StreamDescriptor> streams();

  abstract SortedMap<StreamDescriptor, Generation> generations();

  /**
   * The chains of checkpoints as the store had them when the run was planned; and the attempt that
   * has begun already, if one has.
   */
  abstract ReadPosition start();

  /** The kind of the states that the store had of the connection, or null when it had none. */
  abstract AirbyteState.@Nullable Kind storedKind();

  static ReadTask of(
      String connectionId,
      String runId,
      List<StreamDescriptor> streams,
      Map<StreamDescriptor, Generation> generations,
      ReadPosition start,
      AirbyteState.@Nullable Kind storedKind) {
    SortedMap<StreamDescriptor, Generation> own = new TreeMap<>(generations);
    own.keySet().retainAll(streams);
    return new AutoValue_ReadTask(
        connectionId, runId, List.copyOf(streams), own, start, storedKind);
  }

  /** The same task from another position. */
  final ReadTask startingAt(ReadPosition position) {
    return of(connectionId(), runId(), streams(), generations(), position, storedKind());
  }
}
