package io.github.airbyteio.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.secrets.StandIn.Answer;
import io.github.airbyteio.secrets.StandIn.Request;
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

class AzureSecretsTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> hosts = new ArrayList<>();
  private StandIn azure;

  @BeforeEach
  void start() throws IOException {
    azure =
        new StandIn(
            request -> request.target().startsWith("/secrets/") ? secret(request) : token(request));
    environment.put("AZURE_AUTHORITY_HOST", azure.url() + "/");
    environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", azure.url());
    environment.put("AZURE_TENANT_ID", "tenant");
    environment.put("AZURE_CLIENT_ID", "app");
    environment.put("AZURE_CLIENT_SECRET", "key-canary");
  }

  private static Answer token(Request request) {
    String machine =
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net";
    if (request.method().equals("GET")) {
      return request.target().equals(machine) && request.header("Metadata").equals("true")
          ? Answer.ok("{\"access_token\":\"token-canary\"}")
          : new Answer(400, "");
    }
    Map<String, String> form = request.form();
    boolean right =
        request.target().equals("/tenant/oauth2/v2.0/token")
            && "client_credentials".equals(form.get("grant_type"))
            && "app".equals(form.get("client_id"))
            && form.get("scope").matches("https://vault\\.azure\\.(net|cn)/\\.default")
            && ("key-canary".equals(form.get("client_secret"))
                || "assertion-canary".equals(form.get("client_assertion")));
    return right
        ? Answer.ok("{\"access_token\":\"token-canary\",\"expires_in\":3599}")
        : new Answer(401, "{\"error\":\"invalid_client canary\"}");
  }

  private static Answer secret(Request request) {
    if (!request.header("Authorization").equals("Bearer token-canary")) {
      return new Answer(401, "");
    }
    return switch (request.target()) {
      case "/secrets/crm?api-version=7.4" ->
          Answer.ok("{\"value\":\"{\\\"password\\\":\\\"canary\\\"}\",\"id\":\"x\"}");
      case "/secrets/crm/0a1b?api-version=7.4" -> Answer.ok("{\"value\":\"older canary\"}");
      case "/secrets/denied?api-version=7.4" -> new Answer(403, "{\"error\":\"canary\"}");
      default -> new Answer(404, "{\"error\":{\"code\":\"SecretNotFound\"}}");
    };
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private String resolve(String name) throws IOException {
    ServiceClient client = new ServiceClient(Duration.ofSeconds(20), waits::add);
    return new AzureSecrets(
            environment::get,
            client,
            host -> {
              hosts.add(host);
              return azure.url();
            })
        .resolve(name);
  }

  @Test
  void anApplicationReadsASecret() throws Exception {
    assertThat(resolve("my-vault/crm#password")).isEqualTo("canary");
    assertThat(resolve("my-vault/crm/0a1b")).isEqualTo("older canary");
    assertThat(resolve("my-vault.vault.azure.cn/crm")).isEqualTo("{\"password\":\"canary\"}");
    assertThat(hosts)
        .containsExactly(
            "my-vault.vault.azure.net", "my-vault.vault.azure.net", "my-vault.vault.azure.cn");
  }

  @Test
  void aWorkloadOfKubernetesAndAMachineReadIt() throws Exception {
    environment.remove("AZURE_CLIENT_SECRET");
    environment.put(
        "AZURE_FEDERATED_TOKEN_FILE",
        Files.writeString(folder.resolve("token"), "assertion-canary\n").toString());
    assertThat(resolve("my-vault/crm#password")).isEqualTo("canary");

    environment.keySet().removeIf(name -> name.matches("AZURE_(TENANT|CLIENT|FED).*"));
    assertThat(resolve("my-vault/crm#password")).isEqualTo("canary");
  }

  @Test
  void aRefusalIsToldWithoutSecrets() {
    assertThatThrownBy(() -> resolve("my-vault/none")).hasMessageContaining("does not exist");
    assertThatThrownBy(() -> resolve("my-vault/denied"))
        .hasMessageContaining("no permission")
        .hasMessageNotContaining("canary");
    environment.put("AZURE_CLIENT_SECRET", "other-canary");
    assertThatThrownBy(() -> resolve("my-vault/crm"))
        .hasMessageContainingAll("login to Azure", "401")
        .hasMessageNotContaining("canary");
    assertThat(waits).isEmpty();
  }

  @Test
  void aServiceThatIsBusyIsAskedAgain() throws Exception {
    azure.answering(new Answer(503, ""));
    assertThat(resolve("my-vault/crm#password")).isEqualTo("canary");
    assertThat(waits).hasSize(1);
  }
}
