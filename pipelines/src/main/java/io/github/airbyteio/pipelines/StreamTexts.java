package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.pipelines.file.FileValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is written under {@code streams}: which are read, and what is said of single ones.
 *
 * @param names none: all streams
 */
record StreamTexts(
    List<String> names, Map<String, FileValue.Members> own, TransformTexts transforms) {
  private static final String OTHERS = "*";

  /**
   * @param streams a list of names, a map of names and keys, or null
   */
  static StreamTexts of(@Nullable FileValue streams) {
    List<String> names = new ArrayList<>();
    Map<String, FileValue.Members> own = new LinkedHashMap<>();
    TransformTexts transforms = TransformTexts.empty();
    if (streams instanceof FileValue.Members map) {
      map.members()
          .forEach(
              (name, value) -> {
                names.add(name);
                if (value instanceof FileValue.Members keys && !keys.members().isEmpty()) {
                  requireName(name, keys);
                  own.put(name, keys);
                  add(name, keys, transforms);
                }
              });
    } else if (streams != null) {
      each(streams, names::add);
    }
    return new StreamTexts(names.contains(OTHERS) ? List.of() : names, own, transforms);
  }

  private static void requireName(String name, FileValue.Members keys) {
    if (name.equals(OTHERS)) {
      throw keys.place()
          .problem(
              "streams.*",
              "it names no stream, so it has no keys.",
              "What holds for all streams, mode say, stands beside streams.");
    }
  }

  private static void add(String stream, FileValue.Members keys, TransformTexts texts) {
    String prefix = stream + ".";
    each(keys.members().get("select"), field -> texts.selected().add(prefix + field));
    each(keys.members().get("drop"), field -> texts.dropped().add(prefix + field));
    each(keys.members().get("hash"), field -> texts.hashed().add(prefix + field));
    each(
        keys.members().get("filter"), condition -> texts.filters().add(prefix + condition.strip()));
    if (keys.members().get("rename") instanceof FileValue.Members names) {
      names
          .members()
          .forEach(
              (field, name) -> texts.renamed().add(prefix + field + "=" + name.json().textValue()));
    }
  }

  /** Each text of a list, or the one text that stands in its place. */
  private static void each(@Nullable FileValue value, Consumer<String> texts) {
    if (value instanceof FileValue.Items list) {
      list.items().forEach(item -> texts.accept(item.json().textValue()));
    } else if (value != null) {
      texts.accept(value.json().textValue());
    }
  }

  StreamSelection applyTo(StreamSelection selection) {
    StreamSelection result = selection.withNames(names.toArray(String[]::new));
    for (Map.Entry<String, FileValue.Members> stream : own.entrySet()) {
      Map<String, FileValue> keys = stream.getValue().members();
      List<String> key = new ArrayList<>();
      each(keys.get("primary_key"), key::add);
      if (!key.isEmpty()) {
        result = result.withPrimaryKey(stream.getKey(), key.toArray(String[]::new));
      }
      JsonNode cursor = keys.containsKey("cursor") ? keys.get("cursor").json() : null;
      if (cursor != null) {
        result = result.withCursor(stream.getKey(), cursor.textValue());
      }
      if (keys.containsKey("mode")) {
        result =
            result.withMode(
                stream.getKey(), StreamSelection.Mode.parse(keys.get("mode").json().textValue()));
      }
    }
    return result;
  }
}
