package io.github.airbyteio.secrets;

import io.github.airbyteio.secret.SecretResolver;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * AWS Secrets Manager: {@code aws:NAME[#KEY]} or {@code aws:ARN[#KEY]}. Region and login are found
 * as all of AWS's tools find them: {@code AWS_REGION}, {@code AWS_PROFILE}, keys, web identity, the
 * role of the container or machine.
 */
public final class AwsSecrets implements SecretResolver {
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Consumer<SecretsManagerClientBuilder> setup;

  /** For {@link java.util.ServiceLoader}. */
  public AwsSecrets() {
    this(builder -> {});
  }

  /**
   * @param setup what is to be other than AWS's defaults
   */
  AwsSecrets(Consumer<SecretsManagerClientBuilder> setup) {
    this.setup = setup;
  }

  @Override
  public String scheme() {
    return "aws";
  }

  @Override
  public String notation() {
    return "aws:NAME#KEY";
  }

  @Override
  public boolean isName(String text) {
    return NameAndKey.parse(text).isComplete();
  }

  @Override
  public String resolve(String text) throws IOException {
    NameAndKey name = NameAndKey.parse(text);
    try (SecretsManagerClient client = client(name.name())) {
      GetSecretValueResponse secret =
          client.getSecretValue(request -> request.secretId(name.name()));
      return name.of(
          secret.secretString() != null
              ? secret.secretString()
              : secret.secretBinary().asUtf8String());
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      throw new IOException(
          meaning(code, e.statusCode())
              + " (AWS answered "
              + e.statusCode()
              + (code == null || code.isEmpty() ? "" : " " + code)
              + ")");
    } catch (SdkException e) {
      throw new IOException("cannot be read: " + e.getMessage(), e);
    }
  }

  private SecretsManagerClient client(String name) {
    SecretsManagerClientBuilder builder =
        SecretsManagerClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                options -> options.apiCallAttemptTimeout(ATTEMPT_LIMIT).apiCallTimeout(LIMIT));
    if (name.matches("arn:[^:]+:secretsmanager:[^:]+:.*")) {
      // The secret's own region, whatever the machine's is.
      builder.region(Region.of(name.split(":", 5)[3]));
    }
    setup.accept(builder);
    return builder.build();
  }

  private static String meaning(String code, int status) {
    if ("ResourceNotFoundException".equals(code)) {
      return "does not exist";
    }
    return status == 400 || status == 403
        ? "is refused: no permission to read it, or the login is not valid"
        : "cannot be had";
  }
}
