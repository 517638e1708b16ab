package io.github.airbyteio.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.beam.sdk.util.GcpSecret;
import org.apache.beam.sdk.util.Secret;

/**
 * Secrets as Beam itself names them: {@code type:GcpSecret;version_name:projects/…}. What that
 * means is Beam's to say. A GcpSecret is read by the resolver {@code gcp:} where there is one, else
 * by Google's client library, which has to be on the class path then.
 */
final class BeamSecrets implements SecretResolver {
  @Override
  public String scheme() {
    return "type";
  }

  @Override
  public String notation() {
    return "type:GcpSecret;version_name:projects/P/secrets/S/versions/V";
  }

  @Override
  public boolean isName(String name) {
    try {
      return parse(name) != null;
    } catch (RuntimeException e) {
      // Beam refuses with bare RuntimeExceptions and NullPointerExceptions.
      return false;
    }
  }

  @Override
  public String resolve(String name) throws IOException {
    Secret secret = parse(name);
    Optional<SecretResolver> gcp = SecretResolvers.find("gcp");
    if (secret instanceof GcpSecret version && gcp.isPresent()) {
      return gcp.get().resolve(version.getVersionName());
    }
    try {
      return new String(secret.getSecretBytes(), StandardCharsets.UTF_8);
    } catch (LinkageError e) {
      throw new IOException(
          "needs airbyte-io-secrets, or Google's client library, on the class path", e);
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot be read (" + cause + ")", e);
    }
  }

  private Secret parse(String name) {
    return Secret.parseSecretOption(scheme() + ":" + name);
  }
}
