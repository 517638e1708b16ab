package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SuspectNamesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aSecretThatTheSpecDoesNotNameIsFoundByItsName() throws Exception {
    JsonNode config =
        JSON.readTree(
            "{\"host\":\"h\",\"a\":[{\"Api-Key\":\"canary\"}],\"passwrod\":17,\"token\":null,"
                + "\"use_password\":true,\"credentials\":{\"id\":\"x\",\"client_secret\":\"canary\"}}");
    assertThat(SuspectNames.anyIn(config)).isTrue();
    assertThat(SuspectNames.redact(config))
        .isEqualTo(
            JSON.readTree(
                "{\"host\":\"h\",\"a\":[{\"Api-Key\":\"****\"}],\"passwrod\":\"****\",\"token\":null,"
                    + "\"use_password\":true,\"credentials\":{\"id\":\"x\",\"client_secret\":\"****\"}}"));
    assertThat(SuspectNames.anyIn(JSON.readTree("{\"count\":1,\"key\":{\"user\":\"x\"}}")))
        .isFalse();
  }
}
