package io.github.airbyteio.secret;

import java.io.IOException;

/**
 * Reads secrets from one kind of place. Found by {@link java.util.ServiceLoader} on each machine
 * that opens a sink or launches a connector, so that the pipeline holds references only.
 *
 * <p>A reference is {@code SCHEME:NAME}, {@code vault:secret/crm#password} say, wherever a secret
 * is named: in a target, behind {@code --config}, and as {@code ${SCHEME:NAME}} in a config.
 *
 * <p>Resolvers may be called by several threads at once. They keep no secret, and show none in
 * their messages.
 */
public interface SecretResolver {
  /** What references of this kind begin with: small letters and digits, without the colon. */
  String scheme();

  /** How such a reference is written, for messages: {@code vault:PATH#KEY}. */
  String notation();

  /**
   * Checks a reference where the pipeline is built. Nothing is read.
   *
   * @param name what follows the scheme; it may be the secret itself, by mistake
   * @return whether it can name a secret
   */
  boolean isName(String name);

  /**
   * Reads the secret.
   *
   * @param name what follows the scheme
   * @throws IOException if there is no such secret, or its place does not answer; the message
   *     continues a sentence that begins with the reference, "is not set" say
   */
  String resolve(String name) throws IOException;

  /** Names the place in messages; never shows the secret. */
  default String describe(String name) {
    return scheme() + ":" + name;
  }

  /**
   * Whether the secret is to be had only in the process that the reference was written in: where
   * somebody can be asked, say. Such references are refused on remote workers.
   */
  default boolean isLocal() {
    return false;
  }
}
