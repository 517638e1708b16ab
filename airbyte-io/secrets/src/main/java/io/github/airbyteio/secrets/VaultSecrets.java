package io.github.airbyteio.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.secret.SecretResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * HashiCorp Vault, key-value engine of version 2: {@code vault:MOUNT/PATH[?version=N][#KEY]}. The
 * server is {@code VAULT_ADDR}, the login {@code VAULT_TOKEN} or the file {@code ~/.vault-token},
 * the namespace {@code VAULT_NAMESPACE}.
 */
public final class VaultSecrets implements SecretResolver {
  private static final String NAME = "[^/?]+(/[^/?]+)+(\\?version=\\d{1,9})?";

  private final UnaryOperator<@Nullable String> environment;
  private final ServiceClient client;

  /** For {@link java.util.ServiceLoader}. */
  public VaultSecrets() {
    this(System::getenv, new ServiceClient());
  }

  VaultSecrets(UnaryOperator<@Nullable String> environment, ServiceClient client) {
    this.environment = environment;
    this.client = client;
  }

  @Override
  public String scheme() {
    return "vault";
  }

  @Override
  public String notation() {
    return "vault:MOUNT/PATH#KEY";
  }

  @Override
  public boolean isName(String text) {
    NameAndKey name = NameAndKey.parse(text);
    return name.isComplete() && name.name().matches(NAME);
  }

  @Override
  public String resolve(String text) throws IOException {
    NameAndKey name = NameAndKey.parse(text);
    String address = environment.apply("VAULT_ADDR");
    if (address == null || address.isBlank()) {
      throw new IOException("cannot be read: VAULT_ADDR, the server's address, is not set");
    }
    Map<String, String> headers = new HashMap<>(Map.of("X-Vault-Token", token()));
    headers.put("X-Vault-Request", "true");
    String namespace = environment.apply("VAULT_NAMESPACE");
    if (namespace != null && !namespace.isBlank()) {
      headers.put("X-Vault-Namespace", namespace);
    }
    JsonNode answer = client.get(address.replaceFirst("/+$", "") + path(name.name()), headers);
    JsonNode data = answer.path("data").path("data");
    if (!data.isObject()) {
      throw new IOException("is deleted, or not of a key-value engine of version 2");
    }
    return name.of(data);
  }

  private String token() throws IOException {
    String set = environment.apply("VAULT_TOKEN");
    if (set != null && !set.isBlank()) {
      return set.strip();
    }
    String home = environment.apply("HOME");
    Path file = Path.of(home == null ? "." : home, ".vault-token");
    if (!Files.isReadable(file)) {
      throw new IOException("cannot be read: VAULT_TOKEN is not set, and there is no " + file);
    }
    return Files.readString(file).strip();
  }

  private static String path(String name) {
    String[] parts = name.split("\\?", 2);
    List<String> steps =
        Stream.of(parts[0].split("/")).map(ServiceClient::encoded).collect(Collectors.toList());
    steps.add(1, "data");
    return "/v1/" + String.join("/", steps) + (parts.length == 1 ? "" : "?" + parts[1]);
  }
}
