package io.github.airbyteio.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateReader;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plans a run: the generation of each stream, the states it starts from, and one task a process.
 *
 * <p>An incremental stream continues from its state in its generation. A full refresh begins a new
 * generation without state, so that an old state, a sentinel above all, cannot stop it; only a
 * refresh that was cut short and can be resumed goes on in its generation, from its state. The
 * chains of tokens go on in any case.
 */
final class PlanReads {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final String connectionId;
  private final ConfiguredCatalog catalog;
  private final ProcessLayout layout;

  PlanReads(String connectionId, ConfiguredCatalog catalog, ProcessLayout layout) {
    this.connectionId = connectionId;
    this.catalog = catalog;
    this.layout = layout;
  }

  /**
   * @param store the committed states, or null to start from nothing
   * @param syncId grows with each run
   */
  List<ReadTask> plan(@Nullable StateReader store, String runId, long syncId) throws IOException {
    Map<Scope, StoredState> states = store == null ? Map.of() : store.states(connectionId);
    Map<StreamDescriptor, StoredGeneration> generations =
        store == null ? Map.of() : store.generations(connectionId);
    Map<StreamDescriptor, Generation> planned = new LinkedHashMap<>();
    Map<Scope, ScopePosition> scopes = new TreeMap<>();
    states.forEach(
        (scope, stored) ->
            scopes.put(scope, ScopePosition.of(stored.state(), stored.seq(), stored.token())));
    for (ConfiguredStream stream : catalog.streams()) {
      Scope scope = Scope.stream(connectionId, stream.descriptor());
      StoredGeneration stored = generations.get(stream.descriptor());
      ScopePosition at = scopes.get(scope);
      boolean continues = continues(stream, stored, at == null ? null : at.state());
      long id = stored == null ? 1 : continues ? stored.id() : stored.id() + 1;
      planned.put(
          stream.descriptor(), Generation.of(id, stream.writeMode().replaces() ? id : 0, syncId));
      if (at != null && !continues) {
        scopes.put(scope, ScopePosition.of(null, at.seq(), at.token()));
      }
    }
    dropRefreshed(scopes, planned, generations);
    List<ReadTask> tasks = new ArrayList<>();
    for (List<StreamDescriptor> group : layout.divide(List.copyOf(planned.keySet()))) {
      Map<Scope, ScopePosition> own = new TreeMap<>(scopes);
      own.keySet().removeIf(scope -> scope.stream() != null && !group.contains(scope.stream()));
      tasks.add(
          ReadTask.of(connectionId, runId, group, planned, ReadPosition.start(own), kind(states)));
    }
    return tasks;
  }

  /** The kind of the stored states; sinks hold one kind only. */
  private static AirbyteState.@Nullable Kind kind(Map<Scope, StoredState> states) {
    for (StoredState stored : states.values()) {
      if (stored.state() != null) {
        return stored.state().kind();
      }
    }
    return null;
  }

  private static boolean continues(
      ConfiguredStream stream, @Nullable StoredGeneration stored, @Nullable AirbyteState state) {
    if (stored == null) {
      return true;
    }
    if (stream.syncMode() == SyncMode.INCREMENTAL) {
      // Rows of an unfinished replacement are not in the table: a state that covers them is no use
      // to it.
      return stored.complete() || !stored.replaces();
    }
    return !stored.complete()
        && stored.replaces() == stream.writeMode().replaces()
        && stream.stream().isResumable()
        && state != null
        && !isSentinel(state);
  }

  /** Whether the state says no more than that the stream has, or has no, position. */
  static boolean isSentinel(AirbyteState state) {
    JsonNode streamState = parse(state).path("stream").path("stream_state");
    return streamState.isEmpty()
        || streamState.has("__ab_full_refresh_sync_complete")
        || streamState.has("__ab_no_cursor_state_message");
  }

  /** Takes the streams that begin a new generation out of a state of all streams. */
  private void dropRefreshed(
      Map<Scope, ScopePosition> scopes,
      Map<StreamDescriptor, Generation> planned,
      Map<StreamDescriptor, StoredGeneration> generations) {
    Scope connection = Scope.connection(connectionId);
    ScopePosition at = scopes.get(connection);
    if (at == null || at.state() == null) {
      return;
    }
    if (at.state().kind() == AirbyteState.Kind.LEGACY) {
      if (legacyStateIsRefreshed(planned, generations)) {
        scopes.put(connection, ScopePosition.of(null, at.seq(), at.token()));
      }
      return;
    }
    JsonNode global = parse(at.state());
    JsonNode streamStates = global.path("global").path("stream_states");
    boolean changed = false;
    for (var elements = streamStates.elements(); elements.hasNext(); ) {
      JsonNode descriptor = elements.next().path("stream_descriptor");
      StreamDescriptor stream =
          StreamDescriptor.of(
              descriptor.path("namespace").asText(null), descriptor.path("name").asText());
      if (beginsAnew(stream, planned, generations)) {
        elements.remove();
        changed = true;
      }
    }
    if (changed) {
      AirbyteState state = AirbyteState.of(AirbyteState.Kind.GLOBAL, null, global.toString());
      scopes.put(connection, ScopePosition.of(state, at.seq(), at.token()));
    }
  }

  private static boolean beginsAnew(
      StreamDescriptor stream,
      Map<StreamDescriptor, Generation> planned,
      Map<StreamDescriptor, StoredGeneration> generations) {
    StoredGeneration stored = generations.get(stream);
    return stored != null && planned.containsKey(stream) && planned.get(stream).id() != stored.id();
  }

  /**
   * Whether a LEGACY state is to be dropped. It cannot be taken apart, so all streams that it may
   * know begin anew, or none does; those that cannot be read incrementally are not in it.
   */
  private boolean legacyStateIsRefreshed(
      Map<StreamDescriptor, Generation> planned,
      Map<StreamDescriptor, StoredGeneration> generations) {
    List<StreamDescriptor> refreshed = new ArrayList<>();
    List<StreamDescriptor> continued = new ArrayList<>(generations.keySet());
    for (ConfiguredStream stream : catalog.streams()) {
      boolean inState = stream.stream().supportedSyncModes().contains(SyncMode.INCREMENTAL);
      if (!inState || beginsAnew(stream.descriptor(), planned, generations)) {
        continued.remove(stream.descriptor());
      }
      if (inState && beginsAnew(stream.descriptor(), planned, generations)) {
        refreshed.add(stream.descriptor());
      }
    }
    if (!refreshed.isEmpty() && !continued.isEmpty()) {
      throw new AirbyteIoException(
          Category.USAGE,
          refreshed.get(0),
          "The stored LEGACY state covers all streams and cannot be taken apart, but stream '"
              + refreshed.get(0)
              + "' is to be read anew and '"
              + continued.get(0)
              + "' is not.",
          "Refresh all streams of the connection, or reset its state ('airbyteio state reset').",
          null);
    }
    return !refreshed.isEmpty();
  }

  private static JsonNode parse(AirbyteState state) {
    try {
      return JSON.readTree(state.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The stored state is no JSON: " + state.stream(), e);
    }
  }
}
