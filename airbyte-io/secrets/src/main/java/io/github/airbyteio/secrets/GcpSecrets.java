package io.github.airbyteio.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.secret.SecretResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Google Secret Manager: {@code gcp:projects/P/secrets/S[/versions/V][#KEY]}; without a version it
 * is the latest. For the login see {@link GoogleLogin}.
 */
public final class GcpSecrets implements SecretResolver {
  private static final String SERVICE = "https://secretmanager.googleapis.com";
  private static final String NAME =
      "projects/[\\w.:-]+(/locations/[\\w-]+)?/secrets/[\\w-]+(/versions/[\\w-]+)?";

  private final ServiceClient client;
  private final GoogleLogin login;
  private final String service;

  /** For {@link java.util.ServiceLoader}. */
  public GcpSecrets() {
    this(System::getenv, new ServiceClient(), SERVICE);
  }

  GcpSecrets(UnaryOperator<@Nullable String> environment, ServiceClient client, String service) {
    this.client = client;
    this.login = new GoogleLogin(environment, client);
    this.service = service;
  }

  @Override
  public String scheme() {
    return "gcp";
  }

  @Override
  public String notation() {
    return "gcp:projects/P/secrets/S#KEY";
  }

  @Override
  public boolean isName(String text) {
    NameAndKey name = NameAndKey.parse(text);
    return name.isComplete() && name.name().matches(NAME);
  }

  @Override
  public String resolve(String text) throws IOException {
    NameAndKey name = NameAndKey.parse(text);
    String version =
        name.name().contains("/versions/") ? name.name() : name.name() + "/versions/latest";
    JsonNode payload =
        client
            .get(
                host(name.name()) + "/v1/" + version + ":access",
                Map.of("Authorization", "Bearer " + login.token()))
            .path("payload");
    byte[] data;
    try {
      data = Base64.getDecoder().decode(payload.path("data").asText());
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot be read: the answer is no Base64");
    }
    CRC32C sum = new CRC32C();
    sum.update(data);
    if (payload.has("dataCrc32c") && payload.path("dataCrc32c").asLong() != sum.getValue()) {
      throw new IOException("arrived damaged: its check sum is another");
    }
    return name.of(new String(data, StandardCharsets.UTF_8));
  }

  /** Secrets that are kept in one region are asked for there. */
  private String host(String name) {
    String[] steps = name.split("/");
    return steps[2].equals("locations")
        ? service.replace("://secretmanager.", "://secretmanager." + steps[3] + ".rep.")
        : service;
  }
}
