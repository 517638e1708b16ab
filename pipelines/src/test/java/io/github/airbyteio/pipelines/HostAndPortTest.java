package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  @Test
  void aPortMayBeMissing() {
    assertThat(HostAndPort.parse("flink.internal:8082"))
        .isEqualTo(new HostAndPort("flink.internal", 8082));
    assertThat(HostAndPort.parse("http://flink.internal"))
        .isEqualTo(new HostAndPort("flink.internal", 8081));
    assertThat(HostAndPort.parse("10.0.0.1").port()).isEqualTo(8081);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":8081", "host:x", "host/path", "[auto]", "a b"})
  void otherTextsAreNoAddress(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
