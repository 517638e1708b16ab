package io.github.airbyteio.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What is kept of one connection: its states and the generations of its streams. Immutable. */
@AutoValue
public abstract class ConnectionStates {
  private static final ObjectMapper JSON = ProtocolJson.mapper();
  private static final int FORMAT = 1;

  /** By scope. */
  public abstract SortedMap<Scope, StoredState> states();

  /** By stream; a stream that was never read is missing. */
  public abstract SortedMap<StreamDescriptor, StoredGeneration> generations();

  /** Nothing is kept. */
  public static ConnectionStates empty() {
    return of(Map.of(), Map.of());
  }

  public static ConnectionStates of(
      Map<Scope, StoredState> states, Map<StreamDescriptor, StoredGeneration> generations) {
    return new AutoValue_ConnectionStates(
        Collections.unmodifiableSortedMap(new TreeMap<>(states)),
        Collections.unmodifiableSortedMap(new TreeMap<>(generations)));
  }

  /** The same with another state of one scope. */
  final ConnectionStates withState(Scope scope, StoredState state) {
    SortedMap<Scope, StoredState> changed = new TreeMap<>(states());
    changed.put(scope, state);
    return of(changed, generations());
  }

  /** The same with another generation of one stream. */
  final ConnectionStates withGeneration(StreamDescriptor stream, StoredGeneration generation) {
    SortedMap<StreamDescriptor, StoredGeneration> changed = new TreeMap<>(generations());
    changed.put(stream, generation);
    return of(states(), changed);
  }

  /**
   * This as JSON text for people and stores. States are strings in it: JSON within JSON keeps them
   * to the character.
   */
  public final String toJson(String connectionId) {
    ObjectNode document = JSON.createObjectNode();
    document.put("format", FORMAT).put("connection_id", connectionId);
    states()
        .forEach(
            (scope, stored) -> {
              ObjectNode row = document.withArray("states").addObject();
              putStream(row, scope.stream());
              AirbyteState state = stored.state();
              row.put("kind", state == null ? null : state.kind().name())
                  .put("state", state == null ? null : state.json())
                  .put("token", stored.token())
                  .put("seq", stored.seq())
                  .put("run_id", stored.runId());
            });
    generations()
        .forEach(
            (stream, generation) -> {
              ObjectNode row = document.withArray("generations").addObject();
              putStream(row, stream);
              row.put("id", generation.id())
                  .put("complete", generation.complete())
                  .put("replaces", generation.replaces());
            });
    return document.toPrettyString();
  }

  private static void putStream(ObjectNode row, @Nullable StreamDescriptor stream) {
    if (stream != null) {
      row.put("namespace", stream.namespace()).put("stream", stream.name());
    }
  }

  /**
   * Reads what {@link #toJson} prints.
   *
   * @param place names in messages where the text was found
   * @throws AirbyteIoException if it is something else
   */
  public static ConnectionStates parse(String connectionId, String text, String place) {
    try {
      JsonNode document = JSON.readTree(text);
      if (document.path("format").asInt() != FORMAT
          || !document.path("connection_id").asText().equals(connectionId)) {
        throw unreadable(connectionId, place);
      }
      SortedMap<Scope, StoredState> states = new TreeMap<>();
      for (JsonNode row : document.path("states")) {
        StreamDescriptor stream = stream(row);
        states.put(
            stream == null ? Scope.connection(connectionId) : Scope.stream(connectionId, stream),
            StoredState.of(
                state(row, stream),
                row.required("token").asText(),
                row.required("seq").asLong(),
                row.required("run_id").asText()));
      }
      SortedMap<StreamDescriptor, StoredGeneration> generations = new TreeMap<>();
      for (JsonNode row : document.path("generations")) {
        generations.put(
            stream(row),
            StoredGeneration.of(
                row.required("id").asLong(),
                row.required("complete").asBoolean(),
                row.required("replaces").asBoolean()));
      }
      return of(states, generations);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Their messages could quote a state.
      throw unreadable(connectionId, place);
    }
  }

  private static @Nullable StreamDescriptor stream(JsonNode row) {
    return row.hasNonNull("stream")
        ? StreamDescriptor.of(row.path("namespace").asText(null), row.get("stream").asText())
        : null;
  }

  private static @Nullable AirbyteState state(JsonNode row, @Nullable StreamDescriptor stream) {
    return row.hasNonNull("state")
        ? AirbyteState.of(
            AirbyteState.Kind.valueOf(row.path("kind").asText()), stream, row.get("state").asText())
        : null;
  }

  private static AirbyteIoException unreadable(String connectionId, String place) {
    return new AirbyteIoException(
        Category.SINK,
        place + " does not hold the states of connection '" + connectionId + "'.",
        "Restore it from a copy, or remove it: the next run then reads from the beginning.");
  }
}
