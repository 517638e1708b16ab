package io.github.airbyteio.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a connector's config comes from. A file, an environment variable and a secret manager are
 * read where the connector is launched, so that no secret is in the pipeline. So is each value that
 * is written as <code>${env:NAME}</code>, or as any other {@link SecretReference} between <code>${
 * </code> and <code>}</code>.
 */
public final class ConfigSource implements Serializable {
  private static final long serialVersionUID = 2;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private enum Kind {
    INLINE,
    FILE,
    ENVIRONMENT,
    SECRET
  }

  private final Kind kind;
  private final String value;
  private final @Nullable SecretReference secret;
  private final String writer = SecretReference.thisProcess();

  private ConfigSource(Kind kind, String value) {
    this(kind, value, null);
  }

  private ConfigSource(Kind kind, String value, @Nullable SecretReference secret) {
    this.kind = kind;
    this.value = value;
    this.secret = secret;
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

  /** A secret that holds the config as JSON. */
  public static ConfigSource secret(SecretReference reference) {
    return new ConfigSource(Kind.SECRET, reference.toString(), reference);
  }

  /** Whether the config is written out in the pipeline. */
  public boolean isInline() {
    return kind == Kind.INLINE;
  }

  /**
   * Whether the config, or a secret that is named in what is written out, is to be had here only.
   */
  public boolean isLocal() {
    return secret != null ? secret.isLocal() : isInline() && ConfigReferences.hasLocal(written());
  }

  /**
   * Reads the config, and the secrets that it names.
   *
   * @throws AirbyteIoException of category CONFIG if it, or a secret, is missing, or it is no JSON
   *     object
   */
  public ObjectNode resolve() {
    return ConfigReferences.resolve(written(), writer);
  }

  /**
   * Reads the config as it is written: the secrets that it names are not in it.
   *
   * @throws AirbyteIoException of category CONFIG if it is missing or no JSON object
   */
  public ObjectNode written() {
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
      case SECRET:
        return Objects.requireNonNull(secret).resolve();
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
      case SECRET -> value;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConfigSource source
        && source.kind == kind
        && source.value.equals(value)
        && Objects.equals(source.secret, secret);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + value.hashCode();
  }
}
