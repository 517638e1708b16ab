package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir Path folder;

  private static String script(int code, String shell) {
    StringWriter out = new StringWriter();
    assertThat(
            AirbyteIoCommand.commands()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute("completion", shell))
        .isEqualTo(code);
    return out.toString();
  }

  private String complete(String... words) throws Exception {
    Path file = Files.writeString(folder.resolve("completion"), script(0, "bash"));
    String line = String.join(" ", words);
    String ask =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_airbyteio; echo \"${COMPREPLY[@]}\""
            .formatted(file, line, words.length - 1, line);
    Process bash =
        new ProcessBuilder("bash", "-c", ask)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return answer.strip();
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    assertThat(complete("airbyteio", "doc")).isEqualTo("doctor");
    assertThat(complete("airbyteio", "state", "res")).isEqualTo("reset");
    assertThat(complete("airbyteio", "sync", "--full")).isEqualTo("--full-refresh");
  }

  @Test
  void zshLoadsItsOwnCompletionFirst() {
    assertThat(script(0, "zsh")).startsWith("autoload -U +X compinit").contains("bashcompinit");
    script(2, "fish");
  }
}
