package io.github.airbyteio.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptSecretsTest {
  @Test
  void eachSecretIsAskedForOnce() throws IOException {
    List<String> asked = new ArrayList<>();
    PromptSecrets secrets =
        new PromptSecrets(
            question -> {
              asked.add(question);
              return ("canary of " + question).toCharArray();
            });

    assertThat(secrets.resolve("")).isEqualTo("canary of Secret: ");
    assertThat(secrets.resolve("")).isEqualTo("canary of Secret: ");
    assertThat(secrets.resolve("Passphrase")).isEqualTo("canary of Passphrase: ");
    assertThat(asked).containsExactly("Secret: ", "Passphrase: ");
  }

  @Test
  void withoutATerminalItIsRefused() {
    assertThatThrownBy(() -> new PromptSecrets(question -> null).resolve(""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no terminal");
  }

  @Test
  void anEmptyAnswerIsAskedForAgain() throws IOException {
    List<String> answers = new ArrayList<>(List.of("", "canary"));
    PromptSecrets secrets = new PromptSecrets(question -> answers.remove(0).toCharArray());
    assertThat(secrets.resolve("")).isEmpty();
    assertThat(secrets.resolve("")).isEqualTo("canary");
  }
}
