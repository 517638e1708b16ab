package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets that a config names. A text that is <code>${REFERENCE}</code> as a whole stands for
 * the secret; one that begins with <code>$${</code> is meant as it is, without the first dollar.
 */
final class ConfigReferences {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([a-z][a-z0-9]*:.*|prompt)}", Pattern.DOTALL);

  private ConfigReferences() {}

  /** The reference that the value is, or empty. */
  private static Optional<SecretReference> find(JsonNode value) {
    Matcher matcher = REFERENCE.matcher(value.asText());
    return value.isTextual() && matcher.matches()
        ? SecretReference.find(matcher.group(1))
        : Optional.empty();
  }

  /** Whether the value names a secret and is none itself. */
  static boolean isReference(JsonNode value) {
    return find(value).isPresent();
  }

  /** Whether the config names a secret that can be had only where it is written. */
  static boolean hasLocal(JsonNode node) {
    if (find(node).filter(SecretReference::isLocal).isPresent()) {
      return true;
    }
    for (JsonNode child : node) {
      if (hasLocal(child)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts the secrets into a copy of the config.
   *
   * @param writer the process that the config was written in, see {@link
   *     SecretReference#thisProcess}
   * @throws AirbyteIoException of category CONFIG if one is missing
   */
  static ObjectNode resolve(ObjectNode config, String writer) {
    ObjectNode copy = config.deepCopy();
    resolveMembers(copy, writer, "");
    return copy;
  }

  private static void resolveMembers(ObjectNode object, String writer, String path) {
    for (var member : object.properties()) {
      member.setValue(resolved(member.getValue(), writer, path + member.getKey()));
    }
  }

  private static JsonNode resolved(JsonNode value, String writer, String path) {
    if (value instanceof ObjectNode object) {
      resolveMembers(object, writer, path + ".");
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, resolved(array.get(i), writer, path + "[" + i + "]"));
      }
    } else if (value.isTextual() && value.asText().startsWith("$")) {
      return text(value, writer, path);
    }
    return value;
  }

  private static JsonNode text(JsonNode value, String writer, String path) {
    String text = value.asText();
    if (text.startsWith("$${")) {
      return TextNode.valueOf(text.substring(1));
    }
    if (!REFERENCE.matcher(text).matches()) {
      return value;
    }
    SecretReference reference =
        find(value)
            .orElseThrow(
                () ->
                    new AirbyteIoException(
                        Category.CONFIG,
                        "The config's '" + path + "' names a secret in no way that is known here.",
                        "Between ${ and } may stand: "
                            + String.join(", ", SecretReference.notations())
                            + ". A text that is meant as it is begins with $${."));
    return TextNode.valueOf(reference.writtenIn(writer).resolve());
  }
}
