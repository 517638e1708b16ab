package io.github.airbyteio.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.secret.SecretReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundByNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vault:secret/crm#password",
        "aws:prod/crm#password",
        "aws:arn:aws:secretsmanager:eu-west-1:123456789012:secret:crm-AbCdEf#password",
        "azure:my-vault/crm",
        "gcp:projects/p/secrets/crm/versions/3"
      })
  void referencesAreKnownOnceTheModuleIsThere(String text) {
    assertThat(SecretReference.parse(text)).hasToString(text);
    assertThat(SecretReference.parse(text).isLocal()).isFalse();
  }

  @Test
  void hintsNameThem() {
    assertThat(SecretReference.notations())
        .contains("vault:MOUNT/PATH#KEY", "aws:NAME#KEY", "azure:VAULT/NAME#KEY")
        .contains("gcp:projects/P/secrets/S#KEY");
  }
}
