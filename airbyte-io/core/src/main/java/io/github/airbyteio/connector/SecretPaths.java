package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the paths of secrets from a connector's specification. A path's element is a member's
 * name, or {@link #ANY} for every element of an array and every member not named.
 */
final class SecretPaths {
  static final String ANY = "*";

  /** Schemas may refer to themselves. */
  private static final int MAX_DEPTH = 24;

  private final JsonNode root;
  private final Set<List<String>> paths = new LinkedHashSet<>();

  private SecretPaths(JsonNode root) {
    this.root = root;
  }

  /**
   * @param specification the member {@code spec} of a SPEC message
   */
  static List<List<String>> of(JsonNode specification) {
    SecretPaths found = new SecretPaths(specification.path("connectionSpecification"));
    found.visit(found.root, List.of(), 0);
    JsonNode oauth = specification.path("advanced_auth").path("oauth_config_specification");
    found.oauthOutputs(oauth.path("complete_oauth_output_specification"));
    found.oauthOutputs(oauth.path("complete_oauth_server_output_specification"));
    return List.copyOf(found.paths);
  }

  private void visit(JsonNode schema, List<String> path, int depth) {
    if (!schema.isObject() || depth > MAX_DEPTH) {
      return;
    }
    if (schema.path("airbyte_secret").asBoolean()) {
      paths.add(path);
    }
    String reference = schema.path("$ref").asText();
    if (reference.startsWith("#/")) {
      visit(root.at(reference.substring(1)), path, depth + 1);
    }
    for (String keyword : List.of("oneOf", "anyOf", "allOf")) {
      schema.path(keyword).forEach(option -> visit(option, path, depth + 1));
    }
    for (String keyword : List.of("if", "then", "else")) {
      visit(schema.path(keyword), path, depth + 1);
    }
    for (var member : schema.path("properties").properties()) {
      visit(member.getValue(), with(path, member.getKey()), depth + 1);
    }
    for (var member : schema.path("patternProperties").properties()) {
      visit(member.getValue(), with(path, ANY), depth + 1);
    }
    visit(schema.path("additionalProperties"), with(path, ANY), depth + 1);
    visit(schema.path("items"), with(path, ANY), depth + 1);
    for (String keyword : List.of("items", "prefixItems")) {
      if (schema.path(keyword).isArray()) {
        schema.path(keyword).forEach(item -> visit(item, with(path, ANY), depth + 1));
      }
    }
  }

  /** Tokens that an OAuth flow wrote into the config are secrets even where nothing says so. */
  private void oauthOutputs(JsonNode specification) {
    for (JsonNode output : specification.path("properties")) {
      List<String> path = new ArrayList<>();
      output.path("path_in_connector_config").forEach(step -> path.add(step.asText()));
      if (!path.isEmpty()) {
        paths.add(List.copyOf(path));
      }
    }
  }

  private static List<String> with(List<String> path, String step) {
    List<String> result = new ArrayList<>(path);
    result.add(step);
    return List.copyOf(result);
  }
}
