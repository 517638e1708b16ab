package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCheckTest {
  @TempDir Path folder;

  private Finding home(Path root, String what) {
    return new HomeCheck(new ConnectorHome(root))
        .findings().stream().filter(f -> f.what().equals(what)).findFirst().orElseThrow();
  }

  @Test
  void allThatConnectorsNeedIsLookedAtAndNothingIsCreated() throws Exception {
    Path none = folder.resolve("none");
    List<Finding> findings = MachineCheck.of(new ConnectorHome(none)).findings(true);

    assertThat(findings).extracting(Finding::what).contains("Python", "containers", "home");
    assertThat(findings)
        .allSatisfy(f -> assertThat(f.hint() == null).isEqualTo(f.level() == Level.OK));
    assertThat(home(none, "home").found()).contains("will be created");
    assertThat(none).doesNotExist();
  }

  @Test
  void aHomeThatOthersMayChangeOrReadIsTold() throws IOException {
    mode(folder, "rwxrwxr-x");
    assertThat(home(folder, "home").level()).isEqualTo(Level.WARN);
    assertThat(home(folder, "home").hint()).contains("chmod");
    mode(folder, "rwxr-xr-x");
    assertThat(home(folder, "home").level()).isEqualTo(Level.OK);
    mode(Files.createDirectory(folder.resolve("configs")), "rwxr-xr-x");
    assertThat(home(folder, "home").found()).contains("configs", "read by others");
    assertThat(home(Files.createFile(folder.resolve("file")), "home").level())
        .isEqualTo(Level.FAIL);
  }

  @Test
  void whatDeadRunsLeftIsCountedAndStays() throws IOException {
    ConnectorHome home = new ConnectorHome(folder);
    assertThat(home(folder, "leftovers").found()).isEqualTo("none");
    Path dead = Files.createDirectory(home.runs().resolve("1-2-x"));
    Files.createFile(dead.resolve(".airbyteio-lock"));
    assertThat(home(folder, "leftovers").found()).contains("1 folders of dead runs");
    assertThat(dead).exists();
    assertThat(RunFolder.leftIn(home.runs())).containsExactly(dead);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
