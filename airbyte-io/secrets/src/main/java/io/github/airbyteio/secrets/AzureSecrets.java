package io.github.airbyteio.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.secret.SecretResolver;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Azure Key Vault: {@code azure:VAULT/NAME[/VERSION][#KEY]}, with the vault's name, or its host
 * where it is not in the public cloud. For the login see {@link AzureLogin}.
 */
public final class AzureSecrets implements SecretResolver {
  private static final String VERSION = "7.4";
  private static final String PUBLIC_CLOUD = ".vault.azure.net";
  private static final String NAME = "[A-Za-z0-9.-]+/[A-Za-z0-9-]+(/[0-9a-fA-F]+)?";

  private final ServiceClient client;
  private final AzureLogin login;
  private final UnaryOperator<String> addresses;

  /** For {@link java.util.ServiceLoader}. */
  public AzureSecrets() {
    this(System::getenv, new ServiceClient(), host -> "https://" + host);
  }

  /**
   * @param addresses of the hosts of vaults
   */
  AzureSecrets(
      UnaryOperator<@Nullable String> environment,
      ServiceClient client,
      UnaryOperator<String> addresses) {
    this.client = client;
    this.login = new AzureLogin(environment, client);
    this.addresses = addresses;
  }

  @Override
  public String scheme() {
    return "azure";
  }

  @Override
  public String notation() {
    return "azure:VAULT/NAME#KEY";
  }

  @Override
  public boolean isName(String text) {
    NameAndKey name = NameAndKey.parse(text);
    return name.isComplete() && name.name().matches(NAME);
  }

  @Override
  public String resolve(String text) throws IOException {
    NameAndKey name = NameAndKey.parse(text);
    String[] parts = name.name().split("/", 2);
    String host = parts[0].contains(".") ? parts[0] : parts[0] + PUBLIC_CLOUD;
    // Tokens are for the cloud that the vault is in: vault.azure.net, vault.azure.cn, …
    String token = login.token("https://" + host.substring(host.indexOf('.') + 1));
    JsonNode answer =
        client.get(
            addresses.apply(host) + "/secrets/" + parts[1] + "?api-version=" + VERSION,
            Map.of("Authorization", "Bearer " + token));
    if (!answer.path("value").isTextual()) {
      throw new IOException("has no value");
    }
    return name.of(answer.path("value").asText());
  }
}
