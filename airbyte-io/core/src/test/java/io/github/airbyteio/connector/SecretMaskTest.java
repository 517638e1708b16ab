package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class SecretMaskTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SPEC =
      """
      {"connectionSpecification": {
         "$defs": {"key": {"type": "string", "airbyte_secret": true}},
         "properties": {
           "user": {"type": "string"},
           "password": {"type": "string", "airbyte_secret": true},
           "tunnel": {"oneOf": [
             {"properties": {"mode": {"const": "none"}}},
             {"properties": {"mode": {"const": "key"}, "ssh_key": {"airbyte_secret": true}}}]},
           "tokens": {"type": "array", "items": {"$ref": "#/$defs/key"}},
           "accounts": {"items": {"allOf": [{"properties": {"pin": {"airbyte_secret": true}}}]}},
           "vault": {"type": "object", "airbyte_secret": true},
           "headers": {"additionalProperties": {"airbyte_secret": true}}}},
       "advanced_auth": {"oauth_config_specification": {"complete_oauth_output_specification":
         {"properties": {"r": {"path_in_connector_config": ["credentials", "refresh_token"]}}}}}}
      """;

  private static final String CONFIG =
      """
      {"user": "alice", "password": "p-one", "tunnel": {"mode": "key", "ssh_key": "k-two"},
       "tokens": ["t-three", "t-four"], "accounts": [{"pin": 55555}, {"pin": "n-six"}],
       "vault": {"a": {"b": "v-seven"}}, "headers": {"X-Any": "h-eight"},
       "credentials": {"refresh_token": "r-nine"}}
      """;

  @Test
  void everySecretPathIsMaskedByValue() throws Exception {
    assertThat(mask().mask("p-one k-two t-three t-four 55555 n-six v-seven h-eight r-nine alice"))
        .isEqualTo("**** **** **** **** **** **** **** **** **** alice");
  }

  @Test
  void aRedactedConfigShowsNoSecretAndAllElse() throws Exception {
    ObjectNode config = object(CONFIG);
    ObjectNode redacted = mask().redact(config);
    assertThat(mask().mask(redacted.toString())).isEqualTo(redacted.toString());
    assertThat(redacted.path("user").asText()).isEqualTo("alice");
    assertThat(redacted.at("/tunnel/mode").asText()).isEqualTo("key");
    assertThat(redacted.at("/accounts/0/pin").asText()).isEqualTo("****");
    assertThat(redacted.at("/tokens/1").asText()).isEqualTo("****");
    assertThat(redacted.at("/headers/X-Any").asText()).isEqualTo("****");
    assertThat(config).isEqualTo(object(CONFIG));
  }

  @Test
  void aSpecificationThatRefersToItselfEnds() throws Exception {
    assertThat(
            SecretPaths.of(
                object(
                    "{\"connectionSpecification\":{\"properties\":{\"next\":{\"$ref\":\"#\"},"
                        + "\"s\":{\"airbyte_secret\":true}}}}")))
        .isNotEmpty();
  }

  @Test
  void theLinesOfAPrivateKeyAreMaskedOneByOne() throws Exception {
    SecretMask mask = password("-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n");
    assertThat(mask.mask("bad line: kqhkiG9w0BAQEF")).isEqualTo("bad line: ****");
  }

  @Test
  void thePartsOfAServiceAccountAreMasked() throws Exception {
    SecretMask mask = password("{\"type\":\"x\",\"private_key\":\"abcdefghijklmnop\"}");
    assertThat(mask.mask("type x, key abcdefghijklmnop")).isEqualTo("type x, key ****");
  }

  @Property(tries = 300)
  void noFormOfASecretSurvives(@ForAll @StringLength(min = 3, max = 40) String secret)
      throws Exception {
    SecretMask mask = password(secret);
    String json = JSON.writeValueAsString(secret);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String form :
        new String[] {
          secret,
          json.substring(1, json.length() - 1),
          URLEncoder.encode(secret, StandardCharsets.UTF_8),
          Base64.getEncoder().encodeToString(bytes)
        }) {
      assertThat(mask.mask("<" + form + ">")).contains(SecretMask.MASK);
    }
  }

  @Test
  void aShortValueIsNotSearchedFor() throws Exception {
    assertThat(password("ab").mask("cab")).isEqualTo("cab");
  }

  private static SecretMask password(String value) throws Exception {
    ObjectNode config = JSON.createObjectNode().put("password", value);
    return ConnectorSpec.of(object(SPEC)).mask(config);
  }

  private static SecretMask mask() throws Exception {
    return ConnectorSpec.of(object(SPEC)).mask(object(CONFIG));
  }

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json);
  }
}
