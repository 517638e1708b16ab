package io.github.airbyteio.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
