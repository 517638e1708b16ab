package io.github.airbyteio.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Logs in to Google as its application default credentials say: with the key of a service account
 * or a user's login in the file {@code GOOGLE_APPLICATION_CREDENTIALS}, with what {@code gcloud
 * auth application-default login} has left, else with the identity of the machine. Federated
 * identities and impersonation are not supported.
 */
final class GoogleLogin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String TOKENS = "https://oauth2.googleapis.com/token";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final UnaryOperator<@Nullable String> environment;
  private final ServiceClient client;

  GoogleLogin(UnaryOperator<@Nullable String> environment, ServiceClient client) {
    this.environment = environment;
    this.client = client;
  }

  String token() throws IOException {
    try {
      JsonNode answer = answer();
      if (!answer.path("access_token").isTextual()) {
        throw new IOException("the answer has no token");
      }
      return answer.path("access_token").asText();
    } catch (IOException e) {
      throw new IOException("cannot be read: the login to Google " + e.getMessage(), e);
    }
  }

  private JsonNode answer() throws IOException {
    Path file = credentials();
    if (file == null) {
      String machine = environment.apply("GCE_METADATA_HOST");
      return client.get(
          "http://"
              + (machine == null ? "metadata.google.internal" : machine)
              + "/computeMetadata/v1/instance/service-accounts/default/token",
          Map.of("Metadata-Flavor", "Google"));
    }
    JsonNode login = read(file);
    String address = login.path("token_uri").asText(TOKENS);
    Map<String, String> form = new HashMap<>();
    switch (login.path("type").asText()) {
      case "service_account" -> {
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", assertion(login, address));
      }
      case "authorized_user" -> {
        form.put("grant_type", "refresh_token");
        form.put("client_id", login.path("client_id").asText());
        form.put("client_secret", login.path("client_secret").asText());
        form.put("refresh_token", login.path("refresh_token").asText());
      }
      default ->
          throw new IOException(
              "is of a kind that is not supported; use the key of a service account, a user's"
                  + " login or the machine's identity");
    }
    return client.post(address, form);
  }

  private @Nullable Path credentials() {
    String named = environment.apply("GOOGLE_APPLICATION_CREDENTIALS");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    String home = environment.apply("HOME");
    Path left =
        Path.of(home == null ? "." : home, ".config/gcloud/application_default_credentials.json");
    return Files.isReadable(left) ? left : null;
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      // The exception quotes the file.
      throw new IOException("finds no JSON in " + file);
    }
  }

  /** A token that the service account's key signs, good for ten minutes. */
  private static String assertion(JsonNode login, String audience) throws IOException {
    long now = Clock.systemUTC().instant().getEpochSecond();
    String header =
        JSON.createObjectNode()
            .put("alg", "RS256")
            .put("typ", "JWT")
            .put("kid", login.path("private_key_id").asText())
            .toString();
    String claims =
        JSON.createObjectNode()
            .put("iss", login.path("client_email").asText())
            .put("scope", SCOPE)
            .put("aud", audience)
            .put("iat", now)
            .put("exp", now + 600)
            .toString();
    String signed = encoded(header) + "." + encoded(claims);
    try {
      String pem = login.path("private_key").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The cause may quote the key.
      throw new IOException("finds no usable private key in its file");
    }
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
