package io.github.airbyteio.connector;

import static io.github.airbyteio.connector.FakeConnector.CANARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigSourceTest {
  @TempDir Path temp;

  @Test
  void inlineAndFileGiveTheSameConfig() throws IOException {
    String json = "{\"seed\":1.50,\"password\":\"" + CANARY + "\"}";
    Path file = Files.writeString(temp.resolve("config.json"), json);
    assertThat(ConfigSource.file(file.toString()).resolve())
        .isEqualTo(ConfigSource.inline(json).resolve());
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> ConfigSource.file("/nowhere/config.json").resolve())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("the file /nowhere/config.json");
    assertThatThrownBy(() -> ConfigSource.environment("AIRBYTEIO_NO_SUCH").resolve())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("AIRBYTEIO_NO_SUCH")
        .hasMessageContaining("not set");
  }

  @Test
  void noErrorAndNoDescriptionShowsTheConfig() {
    for (String broken : List.of("{\"p\":\"" + CANARY, "[\"" + CANARY + "\"]", CANARY, "")) {
      ConfigSource source = ConfigSource.inline(broken);
      assertThat(source.toString()).doesNotContain(CANARY);
      assertThatThrownBy(source::resolve)
          .isInstanceOf(AirbyteIoException.class)
          .hasNoCause()
          .message()
          .doesNotContain(CANARY);
    }
  }

  @Test
  void aConnectionIsSerializableAndShowsNoSecret() {
    Connection connection =
        Connection.of(Connector.pypi("source-faker").version("7.2.1").pipArguments(CANARY))
            .withConfig(ConfigSource.inline("{\"password\":\"" + CANARY + "\"}"))
            .withStreams("users");
    assertThat(SerializableUtils.clone(connection)).isEqualTo(connection);
    assertThat(connection.toString()).doesNotContain(CANARY);
    assertThat(connection.id()).isEqualTo("source-faker");
  }
}
