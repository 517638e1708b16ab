package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class ConfigReferencesTest {
  @Test
  void aValueThatNamesASecretIsReplacedWhereTheConfigIsRead() {
    ConfigSource source =
        ConfigSource.inline(
            """
            {"host": "h", "port": 1, "credentials": {"token": "${tests:crm}"},
             "keys": ["${tests:a}", "plain"], "literal": "$${tests:crm}", "price": "$5", "t": "${x}"}
            """);

    assertThat(source.resolve().toString())
        .isEqualTo(
            """
            {"host":"h","port":1,"credentials":{"token":"canary of crm"},\
            "keys":["canary of a","plain"],"literal":"${tests:crm}","price":"$5","t":"${x}"}""");
    assertThat(source.written().at("/credentials/token").asText()).isEqualTo("${tests:crm}");
    assertThat(new String(SerializableUtils.serializeToByteArray(source), StandardCharsets.UTF_8))
        .doesNotContain("canary");
  }

  @Test
  void aWholeConfigMayBeASecret() {
    assertThat(ConfigSource.secret(SecretReference.parse("command:echo '{\"a\": 1}'")).resolve())
        .hasToString("{\"a\":1}");
    assertThatThrownBy(() -> ConfigSource.secret(SecretReference.parse("tests:crm")).resolve())
        .hasMessageContainingAll("tests:crm", "not valid JSON")
        .hasMessageNotContaining("canary");
  }

  @Test
  void whatIsNotKnownIsRefusedByItsPathAlone() {
    assertThatThrownBy(() -> ConfigSource.inline("{\"a\":{\"b\":[\"${vlt:canary}\"]}}").resolve())
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.CONFIG);
              assertThat(e.hint()).contains("env:NAME", "tests:NAME", "$${");
            })
        .hasMessageContaining("'a.b[0]'")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> ConfigSource.inline("{\"a\":\"${tests:none}\"}").resolve())
        .hasMessageContaining("tests:none is not in the vault");
  }

  @Test
  void whatIsToBeHadHereOnlyIsKnown() {
    assertThat(ConfigSource.inline("{\"a\":[\"${prompt}\"]}").isLocal()).isTrue();
    assertThat(ConfigSource.inline("{\"a\":\"${env:A}\"}").isLocal()).isFalse();
    assertThat(ConfigSource.secret(SecretReference.parse("command:cat x")).isLocal()).isTrue();
  }

  @Test
  void aNamedSecretIsNotWrittenOut() throws Exception {
    ConnectorSpec spec =
        ConnectorSpec.of(
            (com.fasterxml.jackson.databind.node.ObjectNode)
                new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(
                        """
                        {"connectionSpecification": {"type": "object", "properties":
                          {"token": {"type": "string", "airbyte_secret": true}}}}
                        """));
    assertThat(spec.secretIn(ConfigSource.inline("{\"token\":\"${env:A}\"}").written())).isEmpty();
    assertThat(spec.secretIn(ConfigSource.inline("{\"token\":\"${A}\"}").written()))
        .contains("token");
  }
}
