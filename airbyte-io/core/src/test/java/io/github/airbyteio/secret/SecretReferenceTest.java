package io.github.airbyteio.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {
  @TempDir Path folder;

  @Test
  void aSecretIsReadFromItsFileOrItsVariable() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "canary\n");

    assertThat(SecretReference.parse("file:" + file).resolve()).isEqualTo("canary");
    assertThat(SecretReference.parse("env:PATH").resolve()).isEqualTo(System.getenv("PATH"));
    assertThat(SecretReference.file(file.toString()).toString()).doesNotContain("canary");
  }

  @Test
  void theFirstVariableThatIsSetCounts() {
    assertThat(SecretReference.environment(List.of("AIRBYTEIO_IS_NOT_SET", "PATH")).resolve())
        .isEqualTo(System.getenv("PATH"));
    assertThatThrownBy(
            () ->
                SecretReference.environment(List.of("AIRBYTEIO_NO_1", "AIRBYTEIO_NO_2")).resolve())
        .hasMessageContaining("AIRBYTEIO_NO_1 or AIRBYTEIO_NO_2 is not set");
  }

  @Test
  void aMissingSecretIsNamedByItsPlace() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    for (String reference :
        new String[] {
          "env:AIRBYTEIO_IS_NOT_SET", "file:" + folder.resolve("none"), "file:" + empty
        }) {
      assertThatThrownBy(() -> SecretReference.parse(reference).resolve())
          .isInstanceOfSatisfying(
              AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.CONFIG))
          .hasMessageContaining(reference.substring(reference.indexOf(':') + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"canary", "env:canary.with.dots", "env:", "file:", ""})
  void aSecretThatIsWrittenOutIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> SecretReference.parse(text))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.USAGE);
              assertThat(e.hint()).contains("env:NAME").contains("file:PATH");
            })
        .hasMessageNotContaining("canary");
  }

  @Test
  void placesOnTheClassPathAreFound() {
    SecretReference reference = SecretReference.parse("tests:crm");
    assertThat(SerializableUtils.clone(reference)).isEqualTo(reference);
    assertThat(SerializableUtils.clone(reference).resolve()).isEqualTo("canary of crm");
    assertThat(reference).hasToString("tests:crm");
    assertThat(SecretReference.notations())
        .startsWith("env:NAME", "file:PATH")
        .contains("tests:NAME");
  }

  @Test
  void whatIsToBeHadHereOnlyIsRefusedInAnotherProcess() {
    SecretReference command = SecretReference.parse("command:echo canary");
    assertThat(SerializableUtils.clone(command).resolve()).isEqualTo("canary");
    assertThatThrownBy(() -> command.writtenIn("another").resolve())
        .hasMessageContainingAll("the command 'echo'", "the process that starts the pipeline")
        .hasMessageNotContaining("canary");
    assertThat(SecretReference.parse("tests:crm").writtenIn("another").resolve())
        .isEqualTo("canary of crm");
  }

  @Test
  void beamsOwnNotationIsBeamsToParse() {
    String text = "type:GcpSecret;version_name:projects/p/secrets/s/versions/1";
    assertThat(SecretReference.parse(text)).hasToString(text);
    assertThat(SecretReference.find("type:GcpSecret;versionname:x")).isEmpty();
    assertThat(SecretReference.find("type:Other;a:b")).isEmpty();
    assertThat(SecretReference.find("type:GcpSecret")).isEmpty();
  }

  @Test
  void aFileThatIsNoTextIsNotShown() throws Exception {
    Path file = folder.resolve("key.der");
    Files.write(file, new byte[] {'c', 'a', 'n', 'a', 'r', 'y', (byte) 0xff});
    assertThatThrownBy(() -> SecretReference.file(file.toString()).resolve())
        .hasMessageContaining("no text in UTF-8")
        .hasMessageNotContaining("canary");
  }
}
