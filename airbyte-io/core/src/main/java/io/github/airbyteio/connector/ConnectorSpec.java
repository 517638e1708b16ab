package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.util.List;

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

  /** Whether the config has a value where a secret belongs. */
  public final boolean hasSecrets(ObjectNode config) {
    return !mask(config).redact(config).equals(config);
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
