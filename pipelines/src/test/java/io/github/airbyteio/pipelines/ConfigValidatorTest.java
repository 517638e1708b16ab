package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ConfigValidatorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
  }

  private static ObjectNode spec() throws Exception {
    return object(
        "{'type': 'object', 'required': ['host'],"
            + " 'additionalProperties': false, 'properties': {"
            + "'host': {'type': 'string', 'pattern': '^[a-z.]+$'},"
            + "'login': {'type': 'object', 'properties':"
            + " {'key': {'type': 'string', 'airbyte_secret': true, 'minLength': 40}}},"
            + "'size': {'enum': ['small', 'large']}}}");
  }

  @Test
  void aConfigThatFitsIsAccepted() throws Exception {
    ObjectNode config = object("{'host': 'a.b', 'size': 'small'}");

    assertThatCode(() -> ConfigValidator.validate(spec(), config)).doesNotThrowAnyException();
  }

  @Test
  void everyViolationIsListedByItsPathAndNoValueIsShown() throws Exception {
    ObjectNode config =
        object(
            "{'host': 'CANARY', 'login': {'key': 'canary'}, 'size': 'canary', 'extra': 'canary'}");

    assertThatThrownBy(() -> ConfigValidator.validate(spec(), config))
        .hasMessageContaining("$.host")
        .hasMessageContaining("$.login.key")
        .hasMessageContaining("$.size")
        .hasMessageContaining("'extra' is not known")
        .hasMessageNotContaining("canary")
        .hasMessageNotContaining("CANARY");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    assertThatThrownBy(() -> ConfigValidator.validate(spec(), object("{}")))
        .hasMessageContaining("'host' is missing");
  }
}
