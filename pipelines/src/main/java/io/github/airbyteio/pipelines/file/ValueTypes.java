package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The types of values. */
final class ValueTypes {
  private ValueTypes() {}

  private static ObjectNode type(String name) {
    return JsonNodeFactory.instance.objectNode().put("type", name);
  }

  /** A type of scalars. */
  private static final class Of extends ValueType {
    private final ObjectNode schema;
    private final String what;
    private final Predicate<JsonNode> test;

    Of(ObjectNode schema, String what, Predicate<JsonNode> test) {
      this.schema = schema;
      this.what = what;
      this.test = test;
    }

    @Override
    ObjectNode schema() {
      return schema.deepCopy();
    }

    @Override
    String what() {
      return what;
    }

    @Override
    boolean fits(FileValue value) {
      return value instanceof FileValue.Scalar scalar && test.test(scalar.json());
    }
  }

  static ValueType text() {
    return new Of(
        type("string").put("minLength", 1),
        "a text (in quotes where it looks like something else)",
        json -> json.isTextual() && !json.textValue().isEmpty());
  }

  static ValueType matching(String pattern, String what) {
    Pattern compiled = Pattern.compile(pattern);
    return new Of(
        type("string").put("pattern", pattern),
        what,
        json -> json.isTextual() && compiled.matcher(json.textValue()).find());
  }

  static ValueType flag() {
    return new Of(type("boolean"), "true or false", JsonNode::isBoolean);
  }

  static ValueType number(int min, int max) {
    return new Of(
        type("integer").put("minimum", min).put("maximum", max),
        max == Integer.MAX_VALUE ? min + " or more" : "a number from " + min + " to " + max,
        json ->
            json.canConvertToExactIntegral()
                && json.canConvertToInt()
                && json.intValue() >= min
                && json.intValue() <= max);
  }

  static ValueType choice(String... values) {
    List<String> all = List.of(values);
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    all.forEach(schema.putArray("enum")::add);
    int last = values.length - 1;
    return new Of(
        schema,
        (last == 0 ? "" : String.join(", ", all.subList(0, last)) + " or ") + values[last],
        json -> json.isTextual() && all.contains(json.textValue()));
  }

  static ValueType nothing() {
    return new Of(type("null"), "left empty", JsonNode::isNull);
  }

  /** A map of whatever JSON can hold. */
  static ValueType anyMap() {
    return new ValueType() {
      @Override
      ObjectNode schema() {
        return type("object");
      }

      @Override
      String what() {
        return "a map";
      }

      @Override
      boolean fits(FileValue value) {
        return value instanceof FileValue.Members;
      }
    };
  }

  static ValueType mapOf(ValueType type, String what) {
    return new ValueType() {
      @Override
      ObjectNode schema() {
        ObjectNode schema = type("object").put("minProperties", 1);
        schema.set("additionalProperties", type.schema());
        return schema;
      }

      @Override
      String what() {
        return what;
      }

      @Override
      boolean fits(FileValue value) {
        return value instanceof FileValue.Members map && !map.members().isEmpty();
      }

      @Override
      void checkMembers(String key, FileValue value) {
        ((FileValue.Members) value)
            .members()
            .forEach((name, member) -> type.check(key + "." + name, member));
      }
    };
  }

  static ValueType listOf(ValueType type, String what) {
    return new ValueType() {
      @Override
      ObjectNode schema() {
        ObjectNode schema = type("array").put("minItems", 1);
        schema.set("items", type.schema());
        return schema;
      }

      @Override
      String what() {
        return what;
      }

      @Override
      boolean fits(FileValue value) {
        return value instanceof FileValue.Items list && !list.items().isEmpty();
      }

      @Override
      void checkMembers(String key, FileValue value) {
        ((FileValue.Items) value).items().forEach(item -> type.check(key, item));
      }
    };
  }

  static ValueType either(ValueType one, ValueType other) {
    return new ValueType() {
      @Override
      ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode choices = schema.putArray("anyOf");
        choices.add(one.schema()).add(other.schema());
        return schema;
      }

      @Override
      String what() {
        return one.what() + ", or " + other.what();
      }

      @Override
      boolean fits(FileValue value) {
        return one.fits(value) || other.fits(value);
      }

      @Override
      void checkMembers(String key, FileValue value) {
        (one.fits(value) ? one : other).checkMembers(key, value);
      }
    };
  }
}
