package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.protocol.AirbyteState;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The fields of a state, for people to read: each path with its value as JSON. */
final class StateFields {
  /** Numbers keep their digits: who sets an old state again gets the same. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final Map<String, String> fields = new LinkedHashMap<>();

  private StateFields() {}

  /**
   * @param state null: none
   */
  static StateFields of(@Nullable AirbyteState state) {
    StateFields result = new StateFields();
    if (state == null) {
      return result;
    }
    JsonNode json;
    try {
      json = JSON.readTree(state.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored state is JSON.", e);
    }
    switch (state.kind()) {
      case STREAM -> result.add("", json.at("/stream/stream_state"));
      case GLOBAL -> {
        result.add("shared", json.at("/global/shared_state"));
        for (JsonNode stream : json.at("/global/stream_states")) {
          JsonNode namespace = stream.at("/stream_descriptor/namespace");
          String name = stream.at("/stream_descriptor/name").asText();
          result.add(
              namespace.isTextual() ? namespace.asText() + "." + name : name,
              stream.path("stream_state"));
        }
      }
      case LEGACY -> result.add("", json.has("data") ? json.path("data") : json);
    }
    return result;
  }

  private void add(String path, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        add(path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue());
      }
    } else if (!value.isMissingNode()) {
      fields.put(path.isEmpty() ? "(state)" : path, value.toString());
    }
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  void print(PrintStream out) {
    fields.forEach((path, value) -> out.println("    " + path + ": " + value));
  }

  /** Prints what goes and what comes, in full: so the old state could be set again. */
  void printChangeTo(StateFields after, PrintStream out) {
    Set<String> paths = new LinkedHashSet<>(fields.keySet());
    paths.addAll(after.fields.keySet());
    for (String path : paths) {
      String from = fields.get(path);
      String to = after.fields.get(path);
      if (Objects.equals(from, to)) {
        out.println("    " + path + ": " + from);
        continue;
      }
      if (from != null) {
        out.println("  - " + path + ": " + from);
      }
      if (to != null) {
        out.println("  + " + path + ": " + to);
      }
    }
  }
}
