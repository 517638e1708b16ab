package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver sends to log in. */
class LoginTest {
  @TempDir Path folder;

  private FakeSnowflake server;

  @BeforeEach
  void start() throws Exception {
    server = new FakeSnowflake(folder);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private SecretReference secret(String text) throws Exception {
    return SecretReference.file(
        Files.writeString(Files.createTempFile(folder, "secret", ""), text).toString());
  }

  private JsonNode login(SnowflakeSink sink) throws Exception {
    try (Connection connection = Driver.connect(sink)) {
      assertThat(connection.isClosed()).isFalse();
    }
    return server.logins().get(server.logins().size() - 1);
  }

  @Test
  void aPrivateKeySignsTheLogin() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";

    JsonNode login = login(server.sink("S").withPrivateKey("ann", secret(pem)));

    assertThat(login.path("AUTHENTICATOR").asText()).isEqualTo("SNOWFLAKE_JWT");
    String[] token = login.path("TOKEN").asText().split("\\.");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(token[2]))).isTrue();
    assertThat(new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8))
        .contains("ANN");
  }

  @Test
  void anAccessTokenIsSentAsOne() throws Exception {
    JsonNode login = login(server.sink("S").withToken("ann", secret("pat-1\n")));
    assertThat(login.path("AUTHENTICATOR").asText()).isEqualTo("PROGRAMMATIC_ACCESS_TOKEN");
    assertThat(login.path("TOKEN").asText()).isEqualTo("pat-1");
    assertThat(login.path("LOGIN_NAME").asText()).isEqualTo("ann");
  }

  @Test
  void anOauthTokenNeedsNoUser() throws Exception {
    JsonNode login = login(server.sink("S").withOauth(secret("oauth-1")));
    assertThat(login.path("AUTHENTICATOR").asText()).isEqualTo("OAUTH");
    assertThat(login.path("TOKEN").asText()).isEqualTo("oauth-1");
  }

  @Test
  void theSessionsSettingsAreSent() throws Exception {
    JsonNode settings = login(server.sink("S")).path("SESSION_PARAMETERS");
    assertThat(settings.path("JDBC_QUERY_RESULT_FORMAT").asText()).isEqualTo("JSON");
    assertThat(settings.path("TIMEZONE").asText()).isEqualTo("UTC");
    assertThat(settings.path("QUERY_TAG").asText()).isEqualTo("airbyteio");
    assertThat(settings.path("TIMESTAMP_INPUT_FORMAT").asText()).isEqualTo("AUTO");
  }

  @Test
  void aKeyThatIsNoneIsRefusedWithoutShowingIt() throws Exception {
    SnowflakeSink sink = server.sink("S").withPrivateKey("ann", secret("hunter2-canary"));
    assertThatThrownBy(() -> Driver.connect(sink))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.CONFIG);
              assertThat(e).hasMessageContaining("the private key in the file");
              assertThat(e.getMessage() + e.hint()).doesNotContain("hunter2-canary");
            });
    assertThat(server.logins()).isEmpty();
  }
}
