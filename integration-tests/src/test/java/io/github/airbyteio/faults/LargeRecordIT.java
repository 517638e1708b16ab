package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Very large records in a JVM with a heap of 512 MB. */
@ExtendWith(LeavesNothing.class)
class LargeRecordIT {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    Processes.assertNoneLeft(folder);
  }

  private String sync(int exitCode, Step... steps) throws Exception {
    FakeConnector.create().onRead(steps).installAs(folder, "source-fake");
    Process child = CrashedSync.start(folder, "512m", Mode.APPEND, false, CrashPoint.nowhere());
    int ended = CrashedSync.await(child, folder);
    String said = Files.readString(folder.resolve("child.log"));
    assertThat(ended).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  void fault4_veryLargeInput_valuesOf25MegabytesPass() throws Exception {
    sync(
        0,
        Step.largeRecord("users", 1, 25 * MEGABYTE),
        Step.records("users", 2, 3),
        Step.largeRecord("users", 4, 25 * MEGABYTE),
        Step.state("users", "{\"cursor\":4}", 4));

    assertThat(
            FakeSync.installed(folder)
                .query("SELECT id, length(name) FROM users WHERE name = repeat('x', 26214400)"))
        .containsExactly(List.of("1", "26214400"), List.of("4", "26214400"));
    assertThat(FakeSync.installed(folder).ids("users")).containsExactly(1, 2, 3, 4);
  }

  @Test
  void fault4_veryLargeInput_aLineOf200MegabytesIsRefused() throws Exception {
    String said =
        sync(
            1,
            Step.records("users", 1, 2),
            Step.state("users", "{\"cursor\":2}", 2),
            Step.largeRecord("users", 3, 200 * MEGABYTE),
            Step.state("users", "{\"cursor\":3}", 1));

    assertThat(said)
        .contains("a line of more than", "of stream 'users'")
        .doesNotContain("OutOfMemoryError");
    assertThat(FakeSync.installed(folder).ids("users")).containsExactly(1, 2);
    assertThat(FakeSync.installed(folder).states().get("users")).contains("2");
  }
}
