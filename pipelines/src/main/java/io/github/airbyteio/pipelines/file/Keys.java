package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ClosestName;
import java.util.List;
import java.util.Optional;

/** A map of known keys. */
final class Keys extends ValueType {
  /**
   * @param description for people, in one sentence or two
   */
  record Key(String name, ValueType type, String description) {}

  private final List<Key> keys;
  private final String what;
  private final List<String> required;

  /**
   * @param required keys that must be there; only the schema knows them, a check of a part does not
   */
  Keys(String what, List<Key> keys, String... required) {
    this.what = what;
    this.keys = List.copyOf(keys);
    this.required = List.of(required);
  }

  List<Key> keys() {
    return keys;
  }

  @Override
  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Key key : keys) {
      ObjectNode property = key.type().schema();
      property.put("description", key.description());
      properties.set(key.name(), property);
    }
    required.forEach(schema.withArray("required")::add);
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  String what() {
    return what;
  }

  @Override
  boolean fits(FileValue value) {
    return value instanceof FileValue.Members;
  }

  @Override
  void checkMembers(String path, FileValue value) {
    String prefix = path.isEmpty() ? "" : path + ".";
    ((FileValue.Members) value)
        .members()
        .forEach(
            (name, member) -> {
              Optional<Key> key = keys.stream().filter(k -> k.name().equals(name)).findFirst();
              if (key.isEmpty()) {
                throw unknown(prefix + name, name, member);
              }
              key.get().type().check(prefix + name, member);
            });
  }

  private RuntimeException unknown(String path, String name, FileValue value) {
    List<String> names = keys.stream().map(Key::name).toList();
    return value
        .place()
        .problem(
            path,
            "this key is not known.",
            ClosestName.of(name, names)
                .map(closest -> "Did you mean " + closest + "?")
                .orElse("The keys here are: " + String.join(", ", names) + "."));
  }
}
