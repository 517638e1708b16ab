package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.PullPolicy;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNotationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "source-faker",
        "airbyte-source-faker",
        "pypi:source-faker",
        "pypi:airbyte-source-faker==7.2.1"
      })
  void aPackageIsNamedInManyWays(String notation) {
    assertThat(SourceNotation.parse(notation, null, null).name()).isEqualTo("source-faker");
  }

  @Test
  void aProgramIsNamedByItsFile() {
    assertThat(SourceNotation.parse("exec:./my-connector --fast", null, null).name())
        .isEqualTo("my-connector");
  }

  @Test
  void twoScriptsOfOneInterpreterAreTwoConnectors(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("my_source.py"), "");
    assertThat(SourceNotation.parse("exec:python3 -u " + script + " --fast", null, null).name())
        .isEqualTo("python3-my_source.py");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest:./m.yaml", "exec:", "ftp:x"})
  void whatIsNotSupportedIsRefused(String notation) {
    assertThatThrownBy(() -> SourceNotation.parse(notation, null, null))
        .hasMessageContaining(notation);
  }

  @Test
  void aContainerIsNamedByItsImageAndHasSettings() {
    assertThat(
            SourceNotation.parse(
                "docker:localhost:5000/airbyte/source-x:1.0?engine=podman&pull=always&network=host"
                    + "&memory=2g&cpus=1.5&user=1000:1000&read_only=true&label.team=data",
                null,
                null))
        .isEqualTo(
            Connector.container("localhost:5000/airbyte/source-x:1.0")
                .engine("podman")
                .pullPolicy(PullPolicy.ALWAYS)
                .network("host")
                .memory("2g")
                .cpus("1.5")
                .user("1000:1000")
                .readOnlyRoot()
                .label("team", "data"));
    assertThat(SourceNotation.parse("docker:a/source-x@sha256:0a", null, null).name())
        .isEqualTo("source-x");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "docker: | is no image",
        "docker:--privileged | is no image",
        "docker:a/b?privileged=true | privileged",
        "docker:a/b?memory= | memory",
        "docker:a/b?memory=much | is no amount of memory",
        "docker:a/b?cpus=0 | is no number of processors",
        "docker:a/b?user=--privileged | is no user",
        "docker:a/b?network=a b | is no network",
        "docker:a/b?engine=rkt | is no container engine",
        "docker:a/b?pull=sometimes | always, missing or never",
        "docker:a/b?read_only=yes | true or false",
        "docker:a/b?label.=x | is no key of a label",
        "docker:a/b?memory=1g&memory=2g | memory"
      },
      delimiter = '|')
  void whatAContainerCannotBeGivenIsRefused(String notation, String message) {
    assertThatThrownBy(() -> SourceNotation.parse(notation, null, null))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE));
  }

  @Test
  void optionsOfPythonAreRefusedForPrograms() {
    assertThatThrownBy(() -> SourceNotation.parse("exec:x", "python3", null))
        .hasMessageContaining("--python");
    assertThatThrownBy(() -> SourceNotation.parse("docker:x", null, "--no-deps"))
        .hasMessageContaining("--pip-args");
  }

  @Test
  void wordsAreSplitAsAShellDoes() {
    assertThat(SourceNotation.words(" a 'b c' \"d \\\" e\" f\\ g '' "))
        .containsExactly("a", "b c", "d \" e", "f g", "");
    assertThatThrownBy(() -> SourceNotation.words("'open")).hasMessageContaining("not closed");
  }
}
