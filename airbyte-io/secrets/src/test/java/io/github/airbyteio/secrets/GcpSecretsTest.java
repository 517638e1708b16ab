package io.github.airbyteio.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.secrets.StandIn.Answer;
import io.github.airbyteio.secrets.StandIn.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcpSecretsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "projects/p/secrets/crm";

  /** With its check sum, which another implementation has made. */
  private static final String CANARY =
      "{\"payload\":{\"data\":\"Y2FuYXJ5\",\"dataCrc32c\":\"%s\"}}";

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Duration> waits = new ArrayList<>();
  private KeyPair key;
  private StandIn google;

  @BeforeEach
  void start() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    key = keys.generateKeyPair();
    google =
        new StandIn(
            request -> {
              if (request.target().startsWith("/v1/")) {
                return secret(request);
              }
              return request.method().equals("GET") ? machine(request) : token(request);
            });
    environment.put("HOME", folder.toString());
    environment.put("GCE_METADATA_HOST", google.url().substring("http://".length()));
  }

  private static Answer machine(Request request) {
    return request.header("Metadata-Flavor").equals("Google")
            && request
                .target()
                .equals("/computeMetadata/v1/instance/service-accounts/default/token")
        ? Answer.ok("{\"access_token\":\"token-canary\"}")
        : new Answer(403, "");
  }

  private Answer token(Request request) {
    Map<String, String> form = request.form();
    boolean right =
        request.target().equals("/token")
            && ("refresh_token".equals(form.get("grant_type"))
                ? "refresh-canary".equals(form.get("refresh_token"))
                    && "id".equals(form.get("client_id"))
                    && "client-canary".equals(form.get("client_secret"))
                : "urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))
                    && isSigned(form.get("assertion")));
    return right
        ? Answer.ok("{\"access_token\":\"token-canary\"}")
        : new Answer(400, "{\"error\":\"invalid_grant canary\"}");
  }

  private boolean isSigned(String assertion) {
    try {
      String[] parts = assertion.split("\\.");
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && claims.path("iss").asText().equals("me@p.iam")
          && claims.path("aud").asText().equals(google.url() + "/token")
          && claims.path("scope").asText().endsWith("/auth/cloud-platform")
          && claims.path("exp").asLong() > claims.path("iat").asLong();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer secret(Request request) {
    if (!request.header("Authorization").equals("Bearer token-canary")) {
      return new Answer(401, "");
    }
    return switch (request.target()) {
      case "/v1/projects/p/secrets/crm/versions/latest:access" ->
          Answer.ok(CANARY.formatted("2690314880"));
      case "/v1/projects/p/secrets/crm/versions/7:access" ->
          Answer.ok("{\"payload\":{\"data\":\"eyJhIjoiY2FuYXJ5In0=\"}}");
      case "/v1/projects/p/secrets/broken/versions/latest:access" ->
          Answer.ok(CANARY.formatted("1"));
      case "/v1/projects/p/secrets/denied/versions/latest:access" ->
          new Answer(403, "{\"error\":\"canary\"}");
      default -> new Answer(404, "");
    };
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private String resolve(String name) throws IOException {
    ServiceClient client = new ServiceClient(Duration.ofSeconds(20), waits::add);
    return new GcpSecrets(environment::get, client, google.url()).resolve(name);
  }

  private void login(String json) throws IOException {
    environment.put(
        "GOOGLE_APPLICATION_CREDENTIALS",
        Files.writeString(folder.resolve("login.json"), json).toString());
  }

  @Test
  void aServiceAccountReadsASecret() throws Exception {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    login(
        JSON.createObjectNode()
            .put("type", "service_account")
            .put("client_email", "me@p.iam")
            .put("private_key_id", "k1")
            .put("private_key", pem)
            .put("token_uri", google.url() + "/token")
            .toString());
    assertThat(resolve(SECRET)).isEqualTo("canary");
    assertThat(resolve(SECRET + "/versions/7#a")).isEqualTo("canary");
  }

  @Test
  void aUserAndAMachineReadIt() throws Exception {
    assertThat(resolve(SECRET)).isEqualTo("canary");

    Path left = folder.resolve(".config/gcloud/application_default_credentials.json");
    Files.createDirectories(left.getParent());
    Files.writeString(
        left,
        JSON.createObjectNode()
            .put("type", "authorized_user")
            .put("client_id", "id")
            .put("client_secret", "client-canary")
            .put("refresh_token", "refresh-canary")
            .put("token_uri", google.url() + "/token")
            .toString());
    assertThat(resolve(SECRET)).isEqualTo("canary");
    assertThat(google.requests).anySatisfy(r -> assertThat(r.method()).isEqualTo("POST"));
  }

  @Test
  void aLoginThatIsNotSupportedIsToldWithoutSecrets() throws Exception {
    for (String json :
        List.of(
            "{\"type\":\"external_account\",\"x\":\"canary\"}",
            "{\"type\":\"service_account\",\"private_key\":\"canary\"}",
            "canary")) {
      login(json);
      assertThatThrownBy(() -> resolve(SECRET))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("login to Google")
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void aRefusalIsToldWithoutSecrets() {
    assertThatThrownBy(() -> resolve("projects/p/secrets/none"))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> resolve("projects/p/secrets/denied"))
        .hasMessageContaining("no permission")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> resolve("projects/p/secrets/broken"))
        .hasMessageContaining("damaged")
        .hasMessageNotContaining("canary");
  }

  @Test
  void aServiceThatIsBusyIsAskedAgain() throws Exception {
    google.answering(new Answer(429, ""), new Answer(500, ""));
    assertThat(resolve(SECRET)).isEqualTo("canary");
    assertThat(waits).hasSize(2);
  }
}
