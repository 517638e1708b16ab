package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.airbyteio.pipelines.file.YamlLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a connector's config as its spec describes it: what must be there as values, what may be
 * there as comments, secrets as references to environment variables.
 */
final class ConfigOutline {
  private static final int MAX_DEPTH = 8;

  private final String variablePrefix;
  private final Set<String> variables = new TreeSet<>();

  /**
   * @param name of the connection, with which the names of variables begin
   */
  ConfigOutline(String name) {
    this.variablePrefix = name;
  }

  /** The variables that the written values name, in alphabetical order. */
  Set<String> variables() {
    return variables;
  }

  /**
   * The members of a config.
   *
   * @param schema of the config, or of an object in it
   * @param given the values that are known
   */
  YamlLines members(JsonNode schema, JsonNode given) {
    return members(schema, given, "", 0);
  }

  private YamlLines members(JsonNode schema, JsonNode given, String path, int depth) {
    YamlLines lines = new YamlLines();
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : inOrder(schema.path("properties"))) {
      String name = property.getKey();
      boolean known = given.has(name);
      boolean active = known || required.contains(name);
      if (depth < MAX_DEPTH
          && (active || !property.getValue().path("airbyte_hidden").asBoolean())) {
        describe(lines, property.getValue(), required.contains(name));
        add(lines, name, property.getValue(), given.path(name), path, active, depth);
      }
    }
    for (Map.Entry<String, JsonNode> member : given.properties()) {
      if (!schema.path("properties").has(member.getKey())) {
        lines.value(member.getKey(), member.getValue());
      }
    }
    return lines;
  }

  private static List<Map.Entry<String, JsonNode>> inOrder(JsonNode properties) {
    List<Map.Entry<String, JsonNode>> all = new ArrayList<>(properties.properties());
    all.sort(
        Comparator.comparingInt(
            property -> property.getValue().path("order").asInt(Integer.MAX_VALUE)));
    return all;
  }

  private static void describe(YamlLines lines, JsonNode schema, boolean required) {
    String title = schema.path("title").asText();
    String description = schema.path("description").asText().replaceAll("<[^>]*>", "");
    lines.comment(
        title
            + (title.isEmpty() || description.isEmpty() ? "" : ": ")
            + description
            + (required ? " (required)" : ""));
    List<String> choices = new ArrayList<>();
    schema.path("enum").forEach(choice -> choices.add(choice.asText()));
    if (!choices.isEmpty()) {
      lines.comment("One of: " + String.join(", ", choices));
    }
    if (schema.path("examples").path(0).isValueNode()) {
      lines.comment("Example: " + schema.path("examples").path(0).asText());
    }
  }

  private void add(
      YamlLines lines,
      String name,
      JsonNode schema,
      JsonNode given,
      String path,
      boolean active,
      int depth) {
    Set<String> before = new TreeSet<>(variables);
    YamlLines own = new YamlLines();
    String here = path + "_" + name;
    JsonNode choices = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
    if (isSecret(schema)) {
      own.value(name, reference(here, given));
    } else if (given.isValueNode() || given.isArray()) {
      own.value(name, given);
    } else if (choices.isArray() && choices.path(0).has("properties")) {
      choose(own, name, choices, given, here, depth);
    } else if (schema.has("properties")) {
      YamlLines inner = members(schema, given, here, depth + 1);
      own.all(below(name, inner));
    } else if (given.isObject()) {
      own.value(name, given);
    } else {
      scalar(own, name, schema);
    }
    if (active) {
      lines.all(own);
    } else {
      variables.retainAll(before);
      lines.asComments(own);
    }
  }

  /** What is below a key; without a value there it is an empty map. */
  private static YamlLines below(String name, YamlLines inner) {
    return inner.hasValues()
        ? new YamlLines().members(name, inner)
        : new YamlLines()
            .value(name, JsonNodeFactory.instance.objectNode())
            .asComments(new YamlLines().members(name, inner));
  }

  private void choose(
      YamlLines lines, String name, JsonNode choices, JsonNode given, String path, int depth) {
    int chosen = chosen(choices, given);
    Set<String> before = new TreeSet<>(variables);
    for (int i = 0; i < choices.size(); i++) {
      JsonNode choice = choices.path(i);
      YamlLines inner =
          members(
              choice,
              i == chosen && given.isObject() ? given : JsonNodeFactory.instance.objectNode(),
              path,
              depth + 1);
      if (i == chosen) {
        before.addAll(variables);
        lines.comment("This is: " + choice.path("title").asText("choice " + (i + 1)));
        lines.all(below(name, inner));
      }
      variables.retainAll(before);
    }
    for (int i = 0; i < choices.size(); i++) {
      if (i != chosen) {
        JsonNode choice = choices.path(i);
        lines.comment("Or: " + choice.path("title").asText("choice " + (i + 1)));
        lines.asComments(
            new YamlLines()
                .members(
                    name, members(choice, JsonNodeFactory.instance.objectNode(), path, depth + 1)));
        variables.retainAll(before);
      }
    }
  }

  /** The choice whose fixed values the given ones have; the first where none is given. */
  private static int chosen(JsonNode choices, JsonNode given) {
    for (int i = 0; given.isObject() && i < choices.size(); i++) {
      boolean fits = true;
      for (Map.Entry<String, JsonNode> property : choices.path(i).path("properties").properties()) {
        JsonNode fixed = property.getValue().path("const");
        fits &= fixed.isMissingNode() || fixed.equals(given.path(property.getKey()));
      }
      if (fits) {
        return i;
      }
    }
    return 0;
  }

  private static boolean isSecret(JsonNode schema) {
    return schema.path("airbyte_secret").asBoolean();
  }

  /** A reference that was given stays; a secret that was given is not written. */
  private JsonNode reference(String path, JsonNode given) {
    if (given.isTextual() && given.asText().startsWith("${")) {
      return given;
    }
    String variable =
        (variablePrefix + path).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    String legal = variable.matches("[A-Z_].*") ? variable : "_" + variable;
    variables.add(legal);
    return TextNode.valueOf("${env:" + legal + "}");
  }

  private static void scalar(YamlLines lines, String name, JsonNode schema) {
    JsonNode value = schema.has("const") ? schema.path("const") : schema.path("default");
    if (!value.isMissingNode()) {
      lines.value(name, value);
    } else if (schema.path("type").asText().equals("array")) {
      lines.value(name, JsonNodeFactory.instance.arrayNode());
    } else {
      lines.empty(name, "fill in");
    }
  }
}
