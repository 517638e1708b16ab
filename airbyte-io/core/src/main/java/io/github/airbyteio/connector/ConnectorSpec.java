package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Optional;

/** What a connector says of itself: the JSON schema of its config, and where secrets are in it. */
@AutoValue
public abstract class ConnectorSpec {
  /** The whole specification as the connector gave it. Treat as immutable. */
  public abstract ObjectNode json();

  /** The JSON schema of the config. Treat as immutable. */
  public abstract ObjectNode connectionSpecification();

  /** The paths of secrets in a config; {@code *} stands for each element of a list or map. */
  public abstract List<List<String>> secretPaths();

  /** Returns what hides the secrets of a config. */
  public final SecretMask mask(ObjectNode config) {
    return SecretMask.of(secretPaths(), config);
  }

  /**
   * The path, {@code credentials.token} say, at which the config has a value that is a secret. One
   * that names a secret, <code>${env:NAME}</code>, is none.
   */
  public final Optional<String> secretIn(ObjectNode config) {
    return secretPaths().stream()
        .filter(path -> has(config, path))
        .map(path -> String.join(".", path))
        .findFirst();
  }

  /** Whether there is a value at the path, in which a star stands for every member or element. */
  private static boolean has(JsonNode node, List<String> path) {
    if (path.isEmpty()) {
      return !node.isMissingNode() && !node.isNull() && !ConfigReferences.isReference(node);
    }
    List<String> rest = path.subList(1, path.size());
    if (!path.get(0).equals(SecretPaths.ANY)) {
      return has(node.path(path.get(0)), rest);
    }
    for (JsonNode each : node) {
      if (has(each, rest)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param spec the member {@code spec} of a SPEC message
   */
  static ConnectorSpec of(ObjectNode spec) {
    ObjectNode schema =
        spec.path("connectionSpecification") instanceof ObjectNode given
            ? given
            : spec.objectNode();
    return new AutoValue_ConnectorSpec(spec, schema, SecretPaths.of(spec));
  }
}
