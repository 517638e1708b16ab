package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StateFile;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Changes the states of a connection by hand. What goes and what comes is shown first, and what
 * replaces a state is to be confirmed: nothing is lost by a slip.
 */
final class StateChange {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateStore store;
  private final String connection;
  private final Confirmation confirmation;

  StateChange(StateStore store, String connection, Confirmation confirmation) {
    this.store = store;
    this.connection = connection;
    this.confirmation = confirmation;
  }

  /** The text of a file, or of stdin. */
  static String read(String file) throws IOException {
    if (file.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!Files.isRegularFile(Path.of(file))) {
      throw new AirbyteIoException(
          Category.USAGE, "There is no file " + file + ".", "Give JSON, or a file that holds it.");
    }
    return Files.readString(Path.of(file));
  }

  /**
   * Sets the state of one stream.
   *
   * @param stream as it is printed: {@code name} or {@code namespace.name}
   */
  int set(String stream, String streamState) throws IOException {
    Map<Scope, StoredState> before = store.states(connection);
    for (StoredState stored : before.values()) {
      AirbyteState state = stored.state();
      if (state != null && state.kind() != AirbyteState.Kind.STREAM) {
        throw new AirbyteIoException(
            Category.USAGE,
            "The state of '"
                + connection
                + "' is of kind "
                + state.kind()
                + ": it covers all streams at once.",
            "Export it, change the file, and import it.");
      }
    }
    StreamDescriptor descriptor = descriptor(stream, before);
    String text = requireJson(streamState);
    AirbyteState state =
        AirbyteState.of(
            AirbyteState.Kind.STREAM,
            descriptor,
            "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":"
                + json(descriptor)
                + ",\"stream_state\":"
                + text
                + "}}");
    return change(Map.of(Scope.stream(connection, descriptor), Optional.of(state)), before);
  }

  /** Replaces all states by those of a file. */
  int replaceAll(String file) throws IOException {
    List<AirbyteState> states = StateFile.parse(file);
    Map<Scope, StoredState> before = store.states(connection);
    Map<Scope, Optional<AirbyteState>> after = new LinkedHashMap<>();
    before.keySet().forEach(scope -> after.put(scope, Optional.empty()));
    for (AirbyteState state : states) {
      StreamDescriptor stream = state.stream();
      after.put(
          stream == null ? Scope.connection(connection) : Scope.stream(connection, stream),
          Optional.of(state));
    }
    return change(after, before);
  }

  /**
   * Forgets the states of one stream, or of all.
   *
   * @param stream as it is printed; null: all
   */
  int reset(@Nullable String stream) throws IOException {
    Map<Scope, StoredState> before = store.states(connection);
    List<Scope> scopes =
        before.keySet().stream()
            .filter(scope -> stream == null || stream.equals(String.valueOf(scope.stream())))
            .toList();
    if (stream != null && scopes.isEmpty()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "There is no state of the stream '" + stream + "' of '" + connection + "'.",
          "'airbyteio state show' lists what there is.");
    }
    for (Scope scope : scopes) {
      show(scope, before.get(scope).state(), null);
    }
    if (!scopes.isEmpty()) {
      confirmation.require(
          "Forget " + count(scopes.size()) + "? The next sync reads from the start.");
    }
    for (Scope scope : scopes) {
      store.reset(scope);
    }
    System.err.println("Reset " + count(scopes.size()) + ".");
    return 0;
  }

  private int change(Map<Scope, Optional<AirbyteState>> after, Map<Scope, StoredState> before)
      throws IOException {
    int changed = 0;
    boolean destroys = false;
    for (Map.Entry<Scope, Optional<AirbyteState>> entry : after.entrySet()) {
      StoredState stored = before.get(entry.getKey());
      AirbyteState from = stored == null ? null : stored.state();
      AirbyteState to = entry.getValue().orElse(null);
      if (!Objects.equals(json(from), json(to))) {
        show(entry.getKey(), from, to);
        changed++;
        destroys |= from != null;
      }
    }
    if (destroys) {
      confirmation.require("Replace what is stored?");
    }
    store.set(after);
    System.err.println("Changed " + count(changed) + ".");
    return 0;
  }

  private static void show(Scope scope, @Nullable AirbyteState from, @Nullable AirbyteState to) {
    System.err.println(
        name(scope) + (from == null ? " (has no state)" : to == null ? " (is forgotten)" : ""));
    StateFields.of(from).printChangeTo(StateFields.of(to), System.err);
  }

  /** How people are told what a state covers. */
  static String name(Scope scope) {
    return scope.stream() == null ? "(all streams)" : scope.stream().toString();
  }

  private static String count(int states) {
    return states + (states == 1 ? " state" : " states");
  }

  private static @Nullable String json(@Nullable AirbyteState state) {
    return state == null ? null : state.json();
  }

  /** A stream with a state is found by its printed name; any other is split at the first dot. */
  private static StreamDescriptor descriptor(String stream, Map<Scope, StoredState> before) {
    for (Scope scope : before.keySet()) {
      if (scope.stream() != null && scope.stream().toString().equals(stream)) {
        return scope.stream();
      }
    }
    int dot = stream.indexOf('.');
    return dot <= 0
        ? StreamDescriptor.of(stream)
        : StreamDescriptor.of(stream.substring(0, dot), stream.substring(dot + 1));
  }

  private static String requireJson(String text) {
    try {
      if (JSON.readTree(text).isObject()) {
        return text.strip();
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new AirbyteIoException(
        Category.USAGE,
        "The state is not a JSON object.",
        "Give what the connector calls stream_state.");
  }

  private static String json(StreamDescriptor stream) {
    var descriptor = JSON.createObjectNode().put("name", stream.name());
    if (stream.namespace() != null) {
      descriptor.put("namespace", stream.namespace());
    }
    return descriptor.toString();
  }
}
