package io.github.airbyteio.secret;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a secret is: {@code env:NAME}, {@code file:PATH}, {@code command:PROGRAM ARG…}, {@code
 * prompt}, Beam's {@code type:…}, or what a {@link SecretResolver} on the class path knows. It is
 * read where it is needed, so that no secret is in the pipeline; neither this object nor its texts
 * hold it.
 */
public final class SecretReference implements Serializable {
  private static final long serialVersionUID = 2;

  /** Tells this process from others that the reference may be sent to. */
  private static final String THIS_PROCESS = UUID.randomUUID().toString();

  private final String scheme;
  private final String name;
  private final String process;

  private SecretReference(String scheme, String name, String process) {
    this.scheme = scheme;
    this.name = name;
    this.process = process;
  }

  /**
   * An environment variable.
   *
   * @throws AirbyteIoException of category USAGE if that is no name of a variable; the text, which
   *     may be the secret itself, is not shown
   */
  public static SecretReference environment(String variable) {
    return environment(List.of(variable));
  }

  /** The first of some environment variables that is set. */
  public static SecretReference environment(List<String> variables) {
    variables.forEach(each -> parse(EnvironmentSecrets.SCHEME + ":" + each));
    return new SecretReference(
        EnvironmentSecrets.SCHEME, String.join(EnvironmentSecrets.OR, variables), THIS_PROCESS);
  }

  /** A file; white space around the secret is ignored. */
  public static SecretReference file(String path) {
    return new SecretReference(FileSecrets.SCHEME, path, THIS_PROCESS);
  }

  /**
   * Parses a reference.
   *
   * @throws AirbyteIoException of category USAGE for anything else; the text is not shown
   */
  public static SecretReference parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new AirbyteIoException(
                    Category.USAGE,
                    "A secret is not written out: it is named.",
                    "Put it into an environment variable or a file, and write env:NAME or"
                        + " file:PATH. All that can be written: "
                        + String.join(", ", SecretResolvers.notations())
                        + "."));
  }

  /** The reference that the text is, or empty if it is none. */
  public static Optional<SecretReference> find(String text) {
    int colon = text.indexOf(':');
    String scheme = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1);
    return SecretResolvers.find(scheme)
        .filter(resolver -> resolver.isName(name))
        .map(resolver -> new SecretReference(scheme, name, THIS_PROCESS));
  }

  /** How references are written, for hints. */
  public static List<String> notations() {
    return SecretResolvers.notations();
  }

  /** The id of this process, for {@link #writtenIn}. */
  public static String thisProcess() {
    return THIS_PROCESS;
  }

  /**
   * The same reference, known to be written in another process.
   *
   * @param writer what {@link #thisProcess} was there
   */
  public SecretReference writtenIn(String writer) {
    return new SecretReference(scheme, name, writer);
  }

  /** Whether it can be read only in the process that it was written in. */
  public boolean isLocal() {
    return SecretResolvers.find(scheme).map(SecretResolver::isLocal).orElse(false);
  }

  /**
   * Reads the secret; white space around it is left out.
   *
   * @throws AirbyteIoException of category CONFIG if it is missing or empty
   */
  public String resolve() {
    SecretResolver resolver =
        SecretResolvers.find(scheme)
            .orElseThrow(
                () ->
                    missing(
                        "cannot be read on this machine",
                        "The module airbyte-io-secrets, or whatever knows '"
                            + scheme
                            + ":',"
                            + " has to be on the class path of the workers.",
                        null));
    if (resolver.isLocal() && !process.equals(THIS_PROCESS)) {
      throw missing(
          "can be had only in the process that starts the pipeline",
          "On remote workers use a place that they reach: env:NAME, file:PATH, or a secret manager.",
          null);
    }
    String secret;
    try {
      secret = resolver.resolve(name).strip();
    } catch (IOException e) {
      throw missing(e.getMessage(), "Put the secret there, or name another place.", e);
    }
    if (secret.isEmpty()) {
      throw missing("is empty", "Put the secret there, or name another place.", null);
    }
    return secret;
  }

  private AirbyteIoException missing(String why, String hint, @Nullable Throwable cause) {
    return new AirbyteIoException(
        Category.CONFIG, null, "A secret is missing: " + this + " " + why + ".", hint, cause);
  }

  /** Names the place and never shows the secret. */
  @Override
  public String toString() {
    return SecretResolvers.find(scheme)
        .map(resolver -> resolver.describe(name))
        .orElse(scheme + ":" + name);
  }

  /** Where it was written does not count: a reference that was sent is the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretReference that
        && that.scheme.equals(scheme)
        && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return 31 * scheme.hashCode() + name.hashCode();
  }
}
