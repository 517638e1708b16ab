package io.github.airbyteio.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.secrets.StandIn.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class AwsSecretsTest {
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:crm-AbCdEf";
  private StandIn aws;
  private String region = "us-east-2";

  @BeforeEach
  void start() throws IOException {
    aws =
        new StandIn(
            request -> {
              boolean signed =
                  request
                      .header("Authorization")
                      .matches(
                          "AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/"
                              + region
                              + "/secretsmanager/aws4_request, SignedHeaders=.*x-amz-target.*, Signature=\\w{64}");
              if (!signed
                  || !request.method().equals("POST")
                  || !request.header("X-Amz-Target").equals("secretsmanager.GetSecretValue")
                  || !request.header("Content-Type").equals("application/x-amz-json-1.1")) {
                return new Answer(403, error("IncompleteSignatureException"));
              }
              return switch (request.body()) {
                case "{\"SecretId\":\"crm\"}", "{\"SecretId\":\"" + ARN + "\"}" ->
                    Answer.ok(
                        "{\"Name\":\"crm\",\"SecretString\":\"{\\\"password\\\":\\\"canary\\\"}\"}");
                case "{\"SecretId\":\"plain\"}" ->
                    Answer.ok("{\"Name\":\"plain\",\"SecretString\":\"canary\"}");
                case "{\"SecretId\":\"bytes\"}" ->
                    Answer.ok("{\"Name\":\"bytes\",\"SecretBinary\":\"Y2FuYXJ5\"}");
                case "{\"SecretId\":\"denied\"}" -> new Answer(400, error("AccessDeniedException"));
                default -> new Answer(400, error("ResourceNotFoundException"));
              };
            });
  }

  private static String error(String code) {
    return "{\"__type\":\"" + code + "\",\"message\":\"canary\"}";
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private String resolve(String name) throws IOException {
    return resolve(name, Duration.ofSeconds(20));
  }

  private String resolve(String name, Duration limit) throws IOException {
    AwsSecrets secrets =
        new AwsSecrets(
            builder -> {
              if (!name.startsWith("arn:")) {
                builder.region(Region.of(region));
              }
              builder
                  .endpointOverride(URI.create(aws.url()))
                  .credentialsProvider(
                      StaticCredentialsProvider.create(
                          AwsBasicCredentials.create("AKID", "key-canary")))
                  .overrideConfiguration(options -> options.apiCallAttemptTimeout(limit));
            });
    return secrets.resolve(name);
  }

  @Test
  void aMemberOrAllOfASecretIsRead() throws Exception {
    assertThat(resolve("crm#password")).isEqualTo("canary");
    assertThat(resolve("crm")).isEqualTo("{\"password\":\"canary\"}");
    assertThat(resolve("plain")).isEqualTo("canary");
    assertThat(resolve("bytes")).isEqualTo("canary");
    assertThatThrownBy(() -> resolve("plain#password"))
        .hasMessageContaining("no JSON")
        .hasMessageNotContaining("canary");
  }

  @Test
  void anArnIsAskedForInItsOwnRegion() throws Exception {
    region = "eu-west-1";
    assertThat(resolve(ARN + "#password")).isEqualTo("canary");
  }

  @Test
  void aRefusalIsToldWithoutSecrets() {
    assertThatThrownBy(() -> resolve("none"))
        .hasMessageContainingAll("does not exist", "ResourceNotFoundException")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> resolve("denied"))
        .hasMessageContainingAll("no permission", "AccessDeniedException")
        .hasMessageNotContaining("canary");
    assertThat(aws.requests).hasSize(2);
  }

  @Test
  void aServiceThatIsBusyIsAskedAgain() throws Exception {
    aws.answering(new Answer(400, error("ThrottlingException")), new Answer(503, ""));
    assertThat(resolve("plain")).isEqualTo("canary");
    assertThat(aws.requests).hasSize(3);
  }

  @Test
  void aServiceThatDoesNotAnswerIsGivenUp() {
    Answer never = new Answer(0, "");
    aws.answering(never, never, never, never, never, never, never, never);
    assertThatThrownBy(() -> resolve("plain", Duration.ofMillis(300)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("canary");
  }
}
