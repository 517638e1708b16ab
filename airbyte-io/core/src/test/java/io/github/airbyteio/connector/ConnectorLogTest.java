package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private ConnectorLog log(long maxBytes) {
    return new ConnectorLog(folder.resolve("connector.log"), CLOCK, maxBytes);
  }

  private String text() throws Exception {
    return Files.readString(folder.resolve("connector.log"));
  }

  @Test
  void writersShareAFileForItsOwnerAlone() throws Exception {
    log(1_000).write("stderr", "one\n");
    log(1_000).write("INFO", "two\nthree");

    assertThat(text())
        .isEqualTo(
            "2026-01-02T03:04:05.678Z stderr one\n2026-01-02T03:04:05.678Z INFO two\n    three\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("connector.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFullFileMakesRoomAndTheLatestLinesStay() throws Exception {
    ConnectorLog log = log(100);
    for (int i = 0; i < 100; i++) {
      log.write("stderr", "line " + i);
    }
    assertThat(text()).endsWith("line 99\n");
    assertThat(Files.size(folder.resolve("connector.log"))).isLessThan(200);
    assertThat(folder.resolve("connector.log.1")).exists();
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("connector.log"));
    try (var files = Files.list(folder)) {
      assertThat(files.count()).isEqualTo(2);
    }
  }

  @Test
  void whatTurnsOutToBeASecretIsHiddenAndNothingElseMoves() throws Exception {
    ConnectorLog log = log(1_000);
    log.write("stderr", "before é");
    log.write("stderr", "token s3cr3t-é used");
    log.write("stderr", "abc");
    long size = text().length();

    log.hide(text -> text.replace("s3cr3t-é", "****").replace("abc", "****"));
    log.write("stderr", "after");

    assertThat(text()).contains("before é\n", "token **** used ", " after\n").doesNotContain("s3c");
    assertThat(text().lines()).hasSize(4);
    assertThat(text().length()).isGreaterThanOrEqualTo((int) size);
  }

  @Test
  void aFolderThatIsGoneIsNoFailure() {
    ConnectorLog log = new ConnectorLog(folder.resolve("gone/connector.log"), CLOCK, 100);
    log.write("stderr", "one");
    log.hide(text -> text);
    assertThat(folder).isEmptyDirectory();
  }
}
