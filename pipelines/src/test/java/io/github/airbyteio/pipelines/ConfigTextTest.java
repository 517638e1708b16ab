package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTextTest {
  @TempDir Path folder;

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aConfigIsInlineJsonOrAFileOfJsonOrYaml() throws Exception {
    assertThat(ConfigText.read(" {\"a\": 1}").path("a").asInt()).isEqualTo(1);
    assertThat(ConfigText.read(file("c.json", "{\"a\": 2}")).path("a").asInt()).isEqualTo(2);
    assertThat(ConfigText.read(file("c.yaml", "a: 3\nb: no\n")).path("b").asText())
        .as("YAML 1.2 knows no other words for false")
        .isEqualTo("no");
  }

  @Test
  void aConfigThatCannotBeReadIsExplainedWithoutItsContent() throws Exception {
    assertThatThrownBy(() -> ConfigText.read("{\"key\": canary}"))
        .hasMessageContaining("no valid JSON")
        .hasMessageNotContaining("canary");
    String yaml = file("c.yaml", "key: [canary");
    assertThatThrownBy(() -> ConfigText.read(yaml))
        .hasMessageContaining("no valid YAML")
        .hasMessageNotContaining("canary");
    String list = file("l.json", "[1]");
    assertThatThrownBy(() -> ConfigText.read(list)).hasMessageContaining("object");
    assertThatThrownBy(() -> ConfigText.read("missing.json")).hasMessageContaining("no such file");
    assertThatThrownBy(() -> ConfigText.read("key=canary"))
        .hasMessageContaining("neither JSON")
        .hasMessageNotContaining("canary");
  }
}
