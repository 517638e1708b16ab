package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path root;
  private RunHistory history;

  @BeforeEach
  void create() {
    history = new RunHistory(root);
  }

  private String ended(String connection, int second) throws IOException {
    try (RunFolder run = history.begin(connection, NOON.plusSeconds(second))) {
      run.write(RunFolder.REPORT, new ObjectMapper().createObjectNode().put("status", "failed"));
      return run.id();
    }
  }

  @Test
  void aFolderIsForItsOwnerAloneWhateverTheConnectionIsCalled() throws Exception {
    for (String name : new String[] {"../../x", ".", "..", "a/b", "é*", "n".repeat(400), ""}) {
      try (RunFolder run = history.begin("x" + name, NOON)) {
        assertThat(run.path().normalize().getParent().getParent()).isEqualTo(root);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
            .isEqualTo("rwx------");
      }
    }
    try (RunFolder run = history.begin("..", NOON)) {
      assertThat(run.path().normalize().getParent().getParent()).isEqualTo(root);
    }
    assertThat(history.runs(null)).hasSize(8);
    assertThat(history.runs("x..")).hasSize(1);
  }

  @Test
  void aRunIsRunningUntilItIsClosedAndLostIfThatNeverCame() throws Exception {
    RunFolder run = history.begin("x", NOON);
    run.write(RunFolder.REPORT, new ObjectMapper().createObjectNode().put("status", "running"));
    RunFolder seen = history.find(RunHistory.LAST, "x");
    assertThat(seen.status()).isEqualTo("running");
    run.close();
    assertThat(seen.status()).isEqualTo("lost");
  }

  @Test
  void theNewestAreKeptAndWhatIsRunningToo() throws Exception {
    RunFolder running = history.begin("x", NOON.minusSeconds(1));
    for (int second = 0; second < 5; second++) {
      ended("x", second);
    }
    String other = ended("y", 0);
    history.prune("x", 2);
    assertThat(history.runs("x"))
        .extracting(run -> run.id().substring(0, 16))
        .containsExactly("20260301T120004Z", "20260301T120003Z", "20260301T115959Z");
    assertThat(history.find(other, null).status()).isEqualTo("failed");
    running.close();
  }

  @Test
  void runsAreFoundByTheBeginOfTheirIdIfThatIsClear() throws Exception {
    String first = ended("x", 0);
    String second = ended("x", 1);
    assertThat(history.find("20260301T120001", null).id()).isEqualTo(second);
    assertThat(history.find("last", null).id()).isEqualTo(second);
    assertThat(history.find(first, "x").id()).isEqualTo(first);
    assertThatThrownBy(() -> history.find("2026", null)).hasMessageContaining("2 runs");
    assertThatThrownBy(() -> history.find("last", "none")).hasMessageContaining("'none'");
    assertThatThrownBy(() -> history.find("../x", null)).hasMessageContaining("no run");
  }

  @Test
  void ofTwoRunsOfOneSecondTheLaterOneIsTheLast() throws Exception {
    for (int milli = 0; milli < 20; milli++) {
      try (RunFolder run = history.begin("x", NOON.plusMillis(milli))) {
        assertThat(history.find(RunHistory.LAST, "x").id()).isEqualTo(run.id());
      }
    }
  }
}
