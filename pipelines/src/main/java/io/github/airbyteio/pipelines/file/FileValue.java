package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value with the place where it was written, that of its key if it has one. Immutable. */
public sealed interface FileValue {
  Place place();

  /** The value alone. */
  JsonNode json();

  /** A map, in the order in which it was written. */
  record Members(Place place, Map<String, FileValue> members) implements FileValue {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      members.forEach((name, value) -> object.set(name, value.json()));
      return object;
    }

    /** The map with one more, or another, member. */
    public Members with(String name, FileValue value) {
      Map<String, FileValue> more = new LinkedHashMap<>(members);
      more.put(name, value);
      return new Members(place, more);
    }

    /** The map with all of another; where both have a map under a name, these are joined too. */
    public Members over(Members below) {
      Map<String, FileValue> joined = new LinkedHashMap<>(below.members);
      members.forEach(
          (name, value) ->
              joined.merge(
                  name,
                  value,
                  (theirs, ours) ->
                      ours instanceof Members map && theirs instanceof Members other
                          ? map.over(other)
                          : ours));
      return new Members(place, joined);
    }
  }

  /** A list. */
  record Items(Place place, List<FileValue> items) implements FileValue {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.json()));
      return array;
    }
  }

  /** A text, number, boolean, or null. */
  record Scalar(Place place, JsonNode json) implements FileValue {}

  /** Gives a value and all in it one place. */
  static FileValue of(Place place, JsonNode json) {
    if (json.isObject()) {
      Map<String, FileValue> members = new LinkedHashMap<>();
      json.properties().forEach(m -> members.put(m.getKey(), of(place, m.getValue())));
      return new Members(place, members);
    }
    if (json.isArray()) {
      return new Items(place, json.valueStream().map((JsonNode item) -> of(place, item)).toList());
    }
    return new Scalar(place, json);
  }

  /** Whether there is no value: nothing behind the colon. */
  default boolean isNull() {
    return json() instanceof NullNode;
  }
}
