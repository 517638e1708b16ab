package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbFileTest {
  @TempDir Path folder;

  /** Each would have a database of its own in the file, and one of them would be lost. */
  @Test
  void whoOpensTheFileAsSoonAsItIsThereSeesWhatIsWritten() throws Exception {
    for (int i = 0; i < 100; i++) {
      Path file = folder.resolve("x" + i + ".duckdb");
      AtomicBoolean written = new AtomicBoolean();
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(
              () -> {
                while (!written.get()) {
                  if (Files.exists(file)) {
                    boolean unused = hasTable(file);
                  }
                }
              });
      try (Connection connection =
              new DuckDbFile(file.toString(), new ConnectionOpener.Driver()).connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t AS SELECT 1 AS id");
      } finally {
        written.set(true);
      }
      reader.join();
      assertThat(hasTable(file)).as("in file %d", i).isTrue();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> left = files.filter(file -> file.toString().contains(".new-")).toList();
      assertThat(left).isEmpty();
    }
  }

  private static boolean hasTable(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      return rows.next();
    } catch (SQLException e) {
      return false;
    }
  }
}
