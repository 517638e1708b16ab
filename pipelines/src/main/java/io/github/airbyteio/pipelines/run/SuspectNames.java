package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * Finds what is a secret by its name, though the connector's spec does not call it one: it is
 * mistyped, or the spec is careless.
 */
public final class SuspectNames {
  private static final Pattern NAME =
      Pattern.compile("(?i)pass|pwd|secret|token|credential|(api|private|access).?key");

  private SuspectNames() {}

  /** Whether a value of that name may be a secret. */
  public static boolean matches(String name) {
    return NAME.matcher(name).find();
  }

  /** Whether there is such a name anywhere in the document, with a value. */
  public static boolean anyIn(JsonNode node) {
    for (var member : node.properties()) {
      if (isSuspect(member.getKey(), member.getValue())) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (anyIn(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSuspect(String name, JsonNode value) {
    return value.isValueNode() && !value.isNull() && !value.isBoolean() && matches(name);
  }

  /** Replaces such values in the document itself. */
  static JsonNode redact(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (var member : object.properties()) {
        if (isSuspect(member.getKey(), member.getValue())) {
          member.setValue(TextNode.valueOf("****"));
        }
      }
    }
    node.forEach(SuspectNames::redact);
    return node;
  }
}
