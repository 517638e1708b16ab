package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
  @ValueSource(strings = {"docker:airbyte/source-faker", "manifest:./m.yaml", "exec:", "ftp:x"})
  void whatIsNotSupportedIsRefused(String notation) {
    assertThatThrownBy(() -> SourceNotation.parse(notation, null, null))
        .hasMessageContaining(notation);
  }

  @Test
  void optionsOfPythonAreRefusedForPrograms() {
    assertThatThrownBy(() -> SourceNotation.parse("exec:x", "python3", null))
        .hasMessageContaining("--python");
  }

  @Test
  void wordsAreSplitAsAShellDoes() {
    assertThat(SourceNotation.words(" a 'b c' \"d \\\" e\" f\\ g '' "))
        .containsExactly("a", "b c", "d \" e", "f g", "");
    assertThatThrownBy(() -> SourceNotation.words("'open")).hasMessageContaining("not closed");
  }
}
