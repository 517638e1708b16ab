package io.github.airbyteio.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandSecretsTest {
  @TempDir Path folder;

  private String program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("my program"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return "'" + file + "'";
  }

  @Test
  void aProgramPrintsTheSecret() throws Exception {
    assertThat(SecretReference.parse("command:echo canary").resolve()).isEqualTo("canary");
    // No shell: a dollar is a dollar.
    assertThat(SecretReference.parse("command:echo \"$HOME  x\" 'y z'").resolve())
        .isEqualTo("$HOME  x y z");
    assertThat(SecretReference.parse("command:" + program("printf '%s\\n' \"$1\"") + " canary"))
        .extracting(SecretReference::resolve)
        .isEqualTo("canary");
  }

  @Test
  void aFailureShowsWhatTheProgramSaidAndNotWhatItPrinted() throws Exception {
    String failing = program("echo canary; echo 'locked: log in first' >&2; exit 3");
    assertThatThrownBy(() -> SecretReference.parse("command:" + failing + " arg-canary").resolve())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContainingAll("my program", "exit code 3", "log in first")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> SecretReference.parse("command:true").resolve())
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> SecretReference.parse("command:/none/such x").resolve())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("/none/such");
  }

  @Test
  void aProgramThatDoesNotEndIsKilled() throws Exception {
    Path pid = folder.resolve("pid");
    String waiting = program("echo $$ > '" + pid + "'; exec sleep 1000");
    CommandSecrets secrets = new CommandSecrets(Duration.ofMillis(300));
    // The limit may be over before the program has come to its first line.
    assertThatThrownBy(() -> secrets.resolve(waiting))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not end");
    if (Files.exists(pid) && Files.size(pid) > 0) {
      long id = Long.parseLong(Files.readString(pid).strip());
      assertThat(ProcessHandle.of(id))
          .satisfiesAnyOf(
              process -> assertThat(process).isEmpty(),
              process -> process.orElseThrow().onExit().join());
    }
  }

  @Test
  void wordsAreSplitAsAShellDoes() {
    assertThat(CommandWords.split("  a 'b c'd \"\" e ").orElseThrow())
        .containsExactly("a", "b cd", "", "e");
    assertThat(CommandWords.split("a 'b")).isEmpty();
    assertThat(CommandWords.split("").orElseThrow()).isEmpty();
    assertThatThrownBy(() -> SecretReference.parse("command:a 'b"))
        .hasMessageContaining("not written out");
  }
}
