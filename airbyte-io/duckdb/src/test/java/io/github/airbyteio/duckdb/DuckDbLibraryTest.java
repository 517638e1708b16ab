package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
  void namesThatAreNoTextDoNotMatter() throws Exception {
    Path mapped = folder.resolve("maps");
    String text =
        """
        7f01-7f02 r-xp 00000000 fe:00 11 /opt/caf\u00e9/any.jar
        7f02-7f03 r-xp 00000000 fe:00 15 /tmp/caf\u00e9/x/libduckdb_java19.so
        7f03-7f04 r-xp 00000000 fe:00 12 /tmp/libduckdb_java17.so
        7f05-7f06 rw-p 00001000 fe:00 12 /tmp/libduckdb_java17.so
        7f07-7f08 r-xp 00000000 fe:00 13 /tmp/libduckdb_java18.so (deleted)
        7f09-7f0a r-xp 00000000 fe:00 14 /opt/libduckdb_java.so_linux_amd64
        7f0b-7f0c rw-p 00000000 00:00 0
        7f0d-7f0e rw-p 00000000 00:00 0 [stack]
        """;
    Files.write(mapped, text.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(DuckDbLibrary.unpacked(mapped)).containsExactly(Path.of("/tmp/libduckdb_java17.so"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aJvmThatIsKilledLeavesNoLibrary() throws Exception {
    DuckDbFile file =
        new DuckDbFile(folder.resolve("x.duckdb").toString(), new ConnectionOpener.Driver());

    try (Connection connection = file.connect()) {
      assertThat(DuckDbLibrary.unpacked(Path.of("/proc/self/maps"))).isEmpty();
      assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("libduckdb_java");
      assertThat(connection.createStatement().executeQuery("SELECT 1").next()).isTrue();
    }
  }
}
