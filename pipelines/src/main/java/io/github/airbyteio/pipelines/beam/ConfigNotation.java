package io.github.airbyteio.pipelines.beam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.secret.SecretReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads where a connector's config is: {@code file:PATH}, {@code env:NAME}, or JSON without
 * secrets. Its messages never show the config.
 */
final class ConfigNotation {
  private static final String OPTION = "config";
  private static final String HINT =
      "Put the config into a file or an environment variable of the workers, and write file:PATH or env:NAME.";

  private ConfigNotation() {}

  /**
   * @param text null: an empty config
   * @throws AirbyteIoException of category USAGE for any other notation
   */
  static ConfigSource parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return ConfigSource.inline("{}");
    }
    if (text.stripLeading().startsWith("{")) {
      return ConfigSource.inline(text);
    }
    if (text.startsWith("file:") && text.length() > "file:".length()) {
      return ConfigSource.file(text.substring("file:".length()));
    }
    if (text.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
      return ConfigSource.environment(text.substring("env:".length()));
    }
    SecretReference secret = SecretReference.find(text).orElse(null);
    if (secret != null) {
      return ConfigSource.secret(secret);
    }
    throw Options.refused(
        OPTION, "it is neither file:PATH, env:NAME nor JSON that begins with '{'. " + HINT, HINT);
  }

  /**
   * A config that is written out becomes a part of the pipeline, which is stored and shown in many
   * places.
   *
   * @throws AirbyteIoException of category USAGE if it has a value where the spec says secret
   */
  static void refuseSecrets(ConnectorSpec spec, ObjectNode config) {
    spec.secretIn(config)
        .ifPresent(
            path -> {
              throw Options.refused(
                  OPTION,
                  "'" + path + "' is a secret, and would be a part of the pipeline. " + HINT,
                  HINT);
            });
  }
}
