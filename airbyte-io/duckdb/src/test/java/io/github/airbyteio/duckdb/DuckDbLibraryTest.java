package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DuckDbLibraryTest {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aJvmThatIsKilledLeavesNoLibrary() throws Exception {
    DuckDbFile file = new DuckDbFile(folder.resolve("x.duckdb").toString());

    try (Connection connection = file.connect()) {
      assertThat(DuckDbLibrary.unpacked()).isEmpty();
      assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("libduckdb_java");
      assertThat(connection.createStatement().executeQuery("SELECT 1").next()).isTrue();
    }
  }
}
