package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingFolderTest {
  private static final int ROUNDS = 2_000;

  @TempDir Path folder;

  private Path root() {
    return folder.resolve("staging");
  }

  private static StagedBlock stage(StagingFolder staging) throws IOException {
    StreamTarget target =
        StreamTarget.of(
            "c1",
            StreamDescriptor.of("things"),
            StreamSchema.of(List.of(Column.of("id", AirbyteType.INTEGER))),
            WriteMode.APPEND,
            List.of(),
            null);
    return staging.stage(target, new Rows(BlockId.of("run", target.stream(), 0), 0).row(0, "1"));
  }

  @Test
  void blocksComeAndGoInSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        done.add(
            threads.submit(
                () -> {
                  StagingFolder staging = StagingFolder.ofOwner(root());
                  for (int round = 0; round < ROUNDS; round++) {
                    StagedBlock block = stage(staging);
                    staging.remove(block);
                    staging.sweep();
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(root()).doesNotExist();
  }

  @Test
  void whatADeadProcessHasLeftIsRemoved() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path left = Files.createDirectories(root().resolve(String.valueOf(dead.pid())));
    Files.writeString(left.resolve("block.json"), "{}");

    new StagingFolder(root()).sweep();

    assertThat(root()).doesNotExist();
  }

  @Test
  void aFolderAmongThoseOfOthersIsTheUsersAlone() throws Exception {
    stage(StagingFolder.ofOwner(root()));

    assertThat(Files.getPosixFilePermissions(root()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFolderThatOthersCanWriteToIsRefused() throws Exception {
    Files.createDirectory(root());
    Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwxrwxrwx"));
    StagingFolder staging = StagingFolder.ofOwner(root());

    assertThatThrownBy(() -> stage(staging))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("open to other users");
    assertThatThrownBy(staging::sweep).hasMessageContaining("open to other users");
  }
}
