package io.github.airbyteio.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.secrets.StandIn.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultSecretsTest {
  private static final String SECRET =
      "{\"data\":{\"data\":{\"password\":\"canary\",\"port\":5},\"metadata\":{\"version\":2}}}";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Duration> waits = new ArrayList<>();
  private StandIn vault;

  @BeforeEach
  void start() throws IOException {
    vault =
        new StandIn(
            request -> {
              if (!request.header("X-Vault-Token").equals("t-canary")
                  || !request.header("X-Vault-Namespace").equals("team/a")) {
                return new Answer(403, "{\"errors\":[\"permission denied\"]}");
              }
              return request.method().equals("GET")
                      && request.target().equals("/v1/secret/data/crm/pro%20d?version=2")
                  ? Answer.ok(SECRET)
                  : new Answer(404, "{\"errors\":[]}");
            });
    environment.put("VAULT_ADDR", vault.url() + "/");
    environment.put("VAULT_TOKEN", "t-canary");
    environment.put("VAULT_NAMESPACE", "team/a");
    environment.put("HOME", home.toString());
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private VaultSecrets secrets(Duration limit) {
    return new VaultSecrets(environment::get, new ServiceClient(limit, waits::add));
  }

  private String resolve(String name) throws IOException {
    return secrets(Duration.ofSeconds(20)).resolve(name);
  }

  @Test
  void aMemberOrAllOfASecretIsRead() throws Exception {
    assertThat(resolve("secret/crm/pro d?version=2#password")).isEqualTo("canary");
    assertThat(resolve("secret/crm/pro d?version=2#port")).isEqualTo("5");
    assertThat(resolve("secret/crm/pro d?version=2"))
        .isEqualTo("{\"password\":\"canary\",\"port\":5}");
    assertThatThrownBy(() -> resolve("secret/crm/pro d?version=2#token"))
        .hasMessage("has no member 'token'");
  }

  @Test
  void theTokenMayBeInTheFileThatVaultsOwnLoginWrites() throws Exception {
    environment.remove("VAULT_TOKEN");
    assertThatThrownBy(() -> resolve("secret/x#a"))
        .hasMessageContainingAll("VAULT_TOKEN", ".vault-token");
    Files.writeString(home.resolve(".vault-token"), "t-canary\n");
    assertThat(resolve("secret/crm/pro d?version=2#password")).isEqualTo("canary");
    environment.remove("VAULT_ADDR");
    assertThatThrownBy(() -> resolve("secret/x#a")).hasMessageContaining("VAULT_ADDR");
  }

  @Test
  void aRefusalIsToldAtOnceWithoutToken() {
    assertThatThrownBy(() -> resolve("secret/none#a"))
        .hasMessageContainingAll("does not exist", "127.0.0.1", "404");
    environment.put("VAULT_TOKEN", "other-canary");
    assertThatThrownBy(() -> resolve("secret/crm/pro d?version=2#password"))
        .hasMessageContainingAll("no permission", "403")
        .hasMessageNotContaining("canary");
    environment.put("VAULT_ADDR", vault.url().replace("://", "://me:canary@"));
    assertThatThrownBy(() -> resolve("secret/none#a")).hasMessageNotContaining("canary");
    environment.put("VAULT_TOKEN", "line\nbreak-canary");
    assertThatThrownBy(() -> resolve("secret/none#a")).hasMessageNotContaining("canary");
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aServiceThatIsBusyIsAskedAgain(int code) throws Exception {
    vault.answering(new Answer(code, ""), new Answer(code, "canary"));
    assertThat(resolve("secret/crm/pro d?version=2#password")).isEqualTo("canary");
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));

    Answer busy = new Answer(code, "canary");
    vault.answering(busy, busy, busy, busy);
    assertThatThrownBy(() -> resolve("secret/crm/pro d?version=2#password"))
        .hasMessageContaining(String.valueOf(code))
        .hasMessageNotContaining("canary");
  }

  @Test
  void aServiceThatDoesNotAnswerIsGivenUp() {
    Answer never = new Answer(0, "");
    vault.answering(never, never, never, never);
    assertThatThrownBy(() -> secrets(Duration.ofMillis(100)).resolve("secret/crm#a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not answer");
    assertThat(vault.requests).hasSize(4);
    environment.put("VAULT_ADDR", "http://127.0.0.1:1");
    assertThatThrownBy(() -> resolve("secret/crm#a")).hasMessageContaining("does not answer");
  }

  @ParameterizedTest
  @CsvSource({
    "'not json canary',no JSON",
    "'{\"data\":{\"data\":null}}',deleted",
    "'{\"data\":{\"password\":\"canary\"}}',version 2"
  })
  void anAnswerOfAnotherShapeIsNotShown(String body, String told) {
    vault.answering(Answer.ok(body));
    assertThatThrownBy(() -> resolve("secret/crm#password"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(told)
        .hasMessageNotContaining("canary");
  }

  @Test
  void aRedirectionIsNotFollowedWithTheToken() {
    vault.answering(new Answer(307, ""));
    assertThatThrownBy(() -> resolve("secret/crm#a")).hasMessageContaining("307");
    assertThat(vault.requests).hasSize(1);
  }

  @Test
  void namesAreCheckedWithoutAsking() {
    VaultSecrets secrets = secrets(Duration.ofSeconds(1));
    assertThat(secrets.isName("secret/crm#password")).isTrue();
    assertThat(secrets.isName("secret/crm?version=3#password")).isTrue();
    for (String wrong : List.of("", "canary", "secret/", "secret/crm#", "secret//x", "a/b?x=1")) {
      assertThat(secrets.isName(wrong)).as(wrong).isFalse();
    }
    assertThat(vault.requests).isEmpty();
  }
}
