package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a sink's secret is. It is read where the sink is opened, so that no secret is in the
 * pipeline; neither this object nor its texts hold it.
 */
public final class SecretReference implements Serializable {
  private static final long serialVersionUID = 1;

  private enum Kind {
    ENVIRONMENT,
    FILE
  }

  private final Kind kind;
  private final String name;

  private SecretReference(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * An environment variable.
   *
   * @throws AirbyteIoException of category USAGE if that is no name of a variable; the text, which
   *     may be the secret itself, is not shown
   */
  public static SecretReference environment(String variable) {
    if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw noReference();
    }
    return new SecretReference(Kind.ENVIRONMENT, variable);
  }

  /** A file; white space around the secret is ignored. */
  public static SecretReference file(String path) {
    return new SecretReference(Kind.FILE, path);
  }

  /**
   * Parses {@code env:NAME} or {@code file:PATH}.
   *
   * @throws AirbyteIoException of category USAGE for anything else; the text is not shown
   */
  public static SecretReference parse(String text) {
    if (text.startsWith("env:")) {
      return environment(text.substring("env:".length()));
    }
    if (text.startsWith("file:") && text.length() > "file:".length()) {
      return file(text.substring("file:".length()));
    }
    throw noReference();
  }

  private static AirbyteIoException noReference() {
    return new AirbyteIoException(
        Category.USAGE,
        "A secret is not written out: it is named.",
        "Put it into an environment variable or a file, and write env:NAME or file:PATH.");
  }

  /**
   * Reads the secret.
   *
   * @throws AirbyteIoException of category CONFIG if it is missing or empty
   */
  public String resolve() {
    String secret = read().strip();
    if (secret.isEmpty()) {
      throw missing("is empty", null);
    }
    return secret;
  }

  private String read() {
    if (kind == Kind.ENVIRONMENT) {
      @Nullable String value = System.getenv(name);
      if (value == null) {
        throw missing("is not set", null);
      }
      return value;
    }
    try {
      return Files.readString(Path.of(name));
    } catch (IOException e) {
      throw missing("cannot be read (" + e + ")", e);
    }
  }

  private AirbyteIoException missing(String why, @Nullable Throwable cause) {
    return new AirbyteIoException(
        Category.CONFIG,
        null,
        "A secret is missing: " + this + " " + why + ".",
        "Put the secret there, or name another place.",
        cause);
  }

  /** Names the place and never shows the secret. */
  @Override
  public String toString() {
    return (kind == Kind.FILE ? "the file " : "the environment variable ") + name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretReference that && that.kind == kind && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + name.hashCode();
  }
}
