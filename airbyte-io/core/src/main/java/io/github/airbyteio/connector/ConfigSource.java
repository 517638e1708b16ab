package io.github.airbyteio.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a connector's config comes from. A file and an environment variable are read where the
 * connector is launched, so that no secret is in the pipeline.
 */
public final class ConfigSource implements Serializable {
  private static final long serialVersionUID = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private enum Kind {
    INLINE,
    FILE,
    ENVIRONMENT
  }

  private final Kind kind;
  private final String value;

  private ConfigSource(Kind kind, String value) {
    this.kind = kind;
    this.value = value;
  }

  /** The config itself, as JSON. It becomes a part of the pipeline: secrets do not belong there. */
  public static ConfigSource inline(String json) {
    return new ConfigSource(Kind.INLINE, json);
  }

  /** A JSON file on the machine that launches the connector. */
  public static ConfigSource file(String path) {
    return new ConfigSource(Kind.FILE, path);
  }

  /** An environment variable that holds JSON. */
  public static ConfigSource environment(String variable) {
    return new ConfigSource(Kind.ENVIRONMENT, variable);
  }

  /** Whether the config is written out in the pipeline. */
  public boolean isInline() {
    return kind == Kind.INLINE;
  }

  /**
   * Reads the config.
   *
   * @throws AirbyteIoException of category CONFIG if it is missing or no JSON object
   */
  public ObjectNode resolve() {
    try {
      if (JSON.readTree(text()) instanceof ObjectNode config) {
        return config;
      }
      throw invalid("it is not a JSON object", null);
    } catch (JsonProcessingException e) {
      // The exception's own message quotes the text, which may hold a secret.
      var at = e.getLocation();
      throw invalid(
          "it is not valid JSON"
              + (at == null
                  ? ""
                  : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"),
          null);
    }
  }

  private String text() {
    switch (kind) {
      case FILE:
        try {
          return Files.readString(Path.of(value));
        } catch (IOException e) {
          throw invalid(e.toString(), e);
        }
      case ENVIRONMENT:
        @Nullable String content = System.getenv(value);
        if (content == null) {
          throw invalid("the variable is not set", null);
        }
        return content;
      default:
        return value;
    }
  }

  private AirbyteIoException invalid(String why, @Nullable Throwable cause) {
    return new AirbyteIoException(
        Category.CONFIG,
        null,
        "Cannot read the config from " + this + ": " + why + ".",
        "Give the connector's config as one JSON object.",
        cause);
  }

  /** Names the source and never shows the config. */
  @Override
  public String toString() {
    return switch (kind) {
      case INLINE -> "inline JSON";
      case FILE -> "the file " + value;
      case ENVIRONMENT -> "the environment variable " + value;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConfigSource source
        && source.kind == kind
        && source.value.equals(value);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + value.hashCode();
  }
}
