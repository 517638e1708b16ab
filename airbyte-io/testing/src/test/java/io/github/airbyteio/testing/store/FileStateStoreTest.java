package io.github.airbyteio.testing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.store.FileStateStore;
import io.github.airbyteio.store.StoreStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreTest extends StateStoreConformanceTest {
  @TempDir Path folder;

  @Override
  protected FileStateStore store() {
    return FileStateStore.in(folder.resolve("states").toString());
  }

  @Test
  void filesAreForTheirOwnerAlone() throws IOException {
    store().prepare();
    store().update("numbers", before -> states(1));

    try (var files = Files.list(folder.resolve("states"))) {
      List<Path> all = files.toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("numbers.json", "numbers.json.lock");
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldBeforeTheRead() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new StoreStates(FileStateStore.in(file.toString())).openStates())
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("may write to"))
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFileOfSomethingElseIsRefusedWithoutQuotingIt() throws IOException {
    store().prepare();
    Files.writeString(folder.resolve("states/numbers.json"), "{\"canary\":");

    assertThatThrownBy(() -> store().load("numbers"))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("numbers.json")
        .hasMessageNotContaining("canary");
  }
}
