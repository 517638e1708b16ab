package io.github.airbyteio.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The Airbyte type of a value together with the types of what it holds. */
@AutoValue
public abstract class NestedType implements Serializable {
  /** A schema that is nested deeper is cut there: the rest is JSON. */
  private static final int MOST_LEVELS = 50;

  public abstract AirbyteType type();

  /** The names of an object's properties, in the schema's order; empty where it names none. */
  public abstract List<String> names();

  /** The types of the properties. */
  public abstract List<NestedType> properties();

  /** The type of an array's items, or null where the schema does not say one. */
  public abstract @Nullable NestedType items();

  /** Places of the names. */
  abstract Map<String, Integer> indexes();

  /** Reads the type of a property's JSON schema. */
  public static NestedType of(JsonNode schema) {
    return of(schema, 1);
  }

  private static NestedType of(JsonNode schema, int level) {
    AirbyteType type = AirbyteTypes.of(schema);
    if (level < MOST_LEVELS && type == AirbyteType.OBJECT) {
      return object(schema.path("properties"), level);
    }
    if (level < MOST_LEVELS && type == AirbyteType.ARRAY && schema.path("items").isObject()) {
      NestedType items = of(schema.get("items"), level + 1);
      boolean known = items.type() != AirbyteType.UNKNOWN;
      return of(type, List.of(), List.of(), known ? items : null);
    }
    return leaf(type);
  }

  private static NestedType object(JsonNode properties, int level) {
    List<String> names = properties.properties().stream().map(Map.Entry::getKey).toList();
    List<NestedType> types =
        properties.properties().stream().map(entry -> of(entry.getValue(), level + 1)).toList();
    return of(AirbyteType.OBJECT, names, types, null);
  }

  /** A value that is not looked into: a container is JSON. */
  public static NestedType leaf(AirbyteType type) {
    return of(type, List.of(), List.of(), null);
  }

  private static NestedType of(
      AirbyteType type,
      List<String> names,
      List<NestedType> properties,
      @Nullable NestedType items) {
    Map<String, Integer> indexes = new TreeMap<>();
    for (String name : names) {
      indexes.put(name, indexes.size());
    }
    return new AutoValue_NestedType(
        type, List.copyOf(names), List.copyOf(properties), items, indexes);
  }

  /** Whether it is an object whose schema names properties. */
  public final boolean isRow() {
    return !names().isEmpty();
  }

  /** Whether it is an array whose schema says what its items are. */
  public final boolean isArray() {
    return items() != null;
  }
}
