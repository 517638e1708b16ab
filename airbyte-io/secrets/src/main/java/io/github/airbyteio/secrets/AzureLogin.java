package io.github.airbyteio.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Logs in to Azure as its environment variables say: as an application ({@code AZURE_TENANT_ID},
 * {@code AZURE_CLIENT_ID}, {@code AZURE_CLIENT_SECRET}), as a workload of Kubernetes ({@code
 * AZURE_FEDERATED_TOKEN_FILE} in place of the client's secret), else with the identity of the
 * machine. The identity of {@code az login} and certificates are not supported.
 */
final class AzureLogin {
  private final UnaryOperator<@Nullable String> environment;
  private final ServiceClient client;

  AzureLogin(UnaryOperator<@Nullable String> environment, ServiceClient client) {
    this.environment = environment;
    this.client = client;
  }

  /**
   * @param resource what the token is for
   */
  String token(String resource) throws IOException {
    try {
      JsonNode answer = answer(resource);
      if (!answer.path("access_token").isTextual()) {
        throw new IOException("the answer has no token");
      }
      return answer.path("access_token").asText();
    } catch (IOException e) {
      throw new IOException("cannot be read: the login to Azure " + e.getMessage(), e);
    }
  }

  private JsonNode answer(String resource) throws IOException {
    String tenant = set("AZURE_TENANT_ID", null);
    String id = set("AZURE_CLIENT_ID", null);
    String secret = set("AZURE_CLIENT_SECRET", null);
    String federated = set("AZURE_FEDERATED_TOKEN_FILE", null);
    if (tenant == null || id == null || (secret == null && federated == null)) {
      return machineIdentity(resource, id);
    }
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", id);
    form.put("scope", resource + "/.default");
    if (secret != null) {
      form.put("client_secret", secret);
    } else {
      form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      form.put("client_assertion", Files.readString(Path.of(federated)).strip());
    }
    String authority = set("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com");
    return client.post(
        authority.replaceFirst("/+$", "")
            + "/"
            + ServiceClient.encoded(tenant)
            + "/oauth2/v2.0/token",
        form);
  }

  private JsonNode machineIdentity(String resource, @Nullable String id) throws IOException {
    String machine = set("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://169.254.169.254");
    return client.get(
        machine.replaceFirst("/+$", "")
            + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
            + ServiceClient.encoded(resource)
            + (id == null ? "" : "&client_id=" + ServiceClient.encoded(id)),
        Map.of("Metadata", "true"));
  }

  private @Nullable String set(String name, @Nullable String otherwise) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? otherwise : value;
  }
}
