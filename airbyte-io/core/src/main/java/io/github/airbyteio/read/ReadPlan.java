package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a read would begin by the states that are committed now.
 *
 * @param processes the streams of each connector process that would be launched
 * @param starts where each stream would be read from, in the catalog's order
 */
public record ReadPlan(
    List<List<StreamDescriptor>> processes, Map<StreamDescriptor, Start> starts) {
  /**
   * Where a stream is read from.
   *
   * @param generation the number of its generation: a full refresh begins a new one
   * @param state what the connector continues from, that of the whole connection where that is the
   *     stored kind; null: the beginning
   */
  public record Start(long generation, @Nullable AirbyteState state) {}

  /**
   * @param states the committed ones
   * @throws IOException if they cannot be read
   */
  public static ReadPlan of(
      String connectionId, ConfiguredCatalog catalog, ProcessLayout layout, StateReader states)
      throws IOException {
    List<List<StreamDescriptor>> processes = new ArrayList<>();
    Map<StreamDescriptor, Start> starts = new LinkedHashMap<>();
    catalog.streams().forEach(stream -> starts.put(stream.descriptor(), new Start(1, null)));
    for (ReadTask task : new PlanReads(connectionId, catalog, layout).plan(states, "plan", 0)) {
      processes.add(task.streams());
      Map<Scope, AirbyteState> from = task.start().states();
      AirbyteState ofAll = from.get(Scope.connection(connectionId));
      for (StreamDescriptor stream : task.streams()) {
        starts.put(
            stream,
            new Start(
                task.generations().get(stream).id(),
                from.getOrDefault(Scope.stream(connectionId, stream), ofAll)));
      }
    }
    return new ReadPlan(processes, starts);
  }
}
