package io.github.airbyteio.testing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.store.FileSystemStateStore;
import io.github.airbyteio.store.StoreStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemStateStoreTest extends StateStoreConformanceTest {
  @TempDir Path folder;

  @BeforeAll
  static void asOnAWorker() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  @Override
  protected FileSystemStateStore store() {
    return FileSystemStateStore.in(folder.resolve("states").toString());
  }

  @Override
  protected boolean comparesAndSets() {
    return false;
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder.resolve("states/numbers"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyTheLastVersionStays() throws IOException {
    store().update("numbers", before -> states(1));
    store().update("numbers", before -> states(2));

    assertThat(names()).singleElement().asString().startsWith("v0000000000000000002-");
  }

  @Test
  void aDraftThatACrashHasLeftIsNotRead() throws IOException {
    store().update("numbers", before -> states(1));
    Files.writeString(folder.resolve("states/numbers/draft-1"), "{");

    assertThat(store().load("numbers")).isEqualTo(states(1));
  }

  @Test
  void whoSeesAnotherWriterWithdraws() throws IOException {
    store().update("numbers", before -> states(1));

    assertThatThrownBy(
            () ->
                store()
                    .update(
                        "numbers",
                        before -> {
                          store().update("numbers", b -> states(2));
                          return states(3);
                        }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Another run");
    assertThat(store().load("numbers")).isEqualTo(states(2));
  }

  @Test
  void aFileSystemThatIsNotThereIsToldBeforeTheRead() {
    assertThatThrownBy(
            () -> new StoreStates(FileSystemStateStore.in("nowhere://bucket")).openStates())
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("class path"))
        .hasMessageContaining("nowhere://bucket");
  }
}
