package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connectors of PyPI, run as a user runs them. */
class RealConnectorsIT {
  @TempDir Path folder;

  private CommandLineRun airbyteio(String... args) throws Exception {
    return CommandLineRun.run(folder, args);
  }

  @Test
  void fakerFillsThreeTypedTablesAndASecondRunAddsNothing() throws Exception {
    Path database = folder.resolve("faker.duckdb");
    CommandLineRun first =
        airbyteio(
            "sync",
            "--source",
            "source-faker",
            "--config",
            "{\"count\": 1000}",
            "--to",
            "duckdb:faker.duckdb");
    assertThat(first.await()).as(first.story()).isZero();
    assertThat(Database.count(database, "users")).isEqualTo(1000);
    assertThat(Database.count(database, "products")).isEqualTo(100);
    assertThat(Database.count(database, "purchases")).isPositive();
    assertThat(
            Database.query(
                database,
                "SELECT typeof(id), typeof(name), typeof(created_at), typeof(address) FROM users LIMIT 1"))
        .containsExactly(List.of("BIGINT", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "JSON"));
    assertThat(Database.count(database, "_airbyte_state")).isEqualTo(3);
    List<List<String>> before = Database.query(database, "SELECT * FROM users ORDER BY id");

    CommandLineRun second =
        airbyteio(
            "sync",
            "--source",
            "source-faker",
            "--config",
            "{\"count\": 1000, \"always_updated\": false}",
            "--to",
            "duckdb:faker.duckdb",
            "--json");

    assertThat(second.await()).as(second.story()).isZero();
    assertThat(second.err()).contains("Nothing new");
    JsonNode document = second.document();
    assertThat(document.path("status").asText()).isEqualTo("succeeded");
    assertThat(document.path("connection").asText()).isEqualTo("source-faker");
    assertThat(document.path("streams")).hasSize(3);
    for (JsonNode stream : document.path("streams")) {
      assertThat(stream.path("records_read").asLong()).isZero();
    }
    assertThat(Database.query(database, "SELECT * FROM users ORDER BY id")).isEqualTo(before);
  }

  @Test
  void aNewFileIsReadByPythonsDuckDb() throws Exception {
    CommandLineRun sync =
        airbyteio(
            "sync",
            "--source",
            "source-faker",
            "--config",
            "{\"count\": 10}",
            "--streams",
            "users",
            "--to",
            "duckdb:python.duckdb");
    assertThat(sync.await()).as(sync.story()).isZero();
    Path venv = folder.resolve("venv");
    run("python3", "-m", "venv", venv.toString());
    run(venv.resolve("bin/pip").toString(), "install", "-q", "duckdb==1.4.3");

    CommandLineRun read =
        run(
            venv.resolve("bin/python").toString(),
            "-c",
            "import duckdb; c = duckdb.connect('python.duckdb', read_only=True); print(c.execute('select count(*) from users').fetchone()[0])");

    assertThat(read.out().strip()).isEqualTo("10");
  }

  private CommandLineRun run(String... command) throws Exception {
    CommandLineRun run = CommandLineRun.start(folder, List.of(command));
    assertThat(run.await()).as(run.story()).isZero();
    return run;
  }

  /** source-file sends no state at all and prints spaced JSON. */
  @Test
  void aCsvFileIsReplacedAsAWhole() throws Exception {
    Path csv = penguins();
    String config =
        String.format(
            "{\"dataset_name\": \"penguins\", \"format\": \"csv\", \"url\": \"%s\", \"provider\": {\"storage\": \"local\"}}",
            csv);
    for (int i = 0; i < 2; i++) {
      CommandLineRun sync =
          airbyteio(
              "sync",
              "--source",
              "pypi:airbyte-source-file==0.5.39",
              "--config",
              config,
              "--to",
              "duckdb:file.duckdb");
      assertThat(sync.await()).as(sync.story()).isZero();
      assertThat(Database.count(folder.resolve("file.duckdb"), "penguins")).isEqualTo(344);
    }
  }

  private Path penguins() throws Exception {
    run("python3", "-m", "pip", "download", "-q", "--no-deps", "-d", "wheel", "palmerpenguins");
    try (var files = Files.list(folder.resolve("wheel"));
        ZipFile wheel = new ZipFile(files.findFirst().orElseThrow().toFile())) {
      ZipEntry csv =
          wheel.stream()
              .filter(e -> e.getName().endsWith("/penguins.csv"))
              .findFirst()
              .orElseThrow();
      Path target = folder.resolve("penguins.csv");
      Files.write(target, wheel.getInputStream(csv).readAllBytes());
      return target;
    }
  }

  /** It logs before SPEC and CATALOG and sends one sentinel state at the end. */
  @Test
  void hardcodedRecordsAreReadTwice() throws Exception {
    for (int i = 0; i < 2; i++) {
      CommandLineRun sync =
          airbyteio(
              "sync",
              "--source",
              "source-hardcoded-records",
              "--config",
              "{\"count\": 20000}",
              "--streams",
              "dummy_fields",
              "--to",
              "duckdb:hard.duckdb");
      assertThat(sync.await()).as(sync.story()).isZero();
      assertThat(Database.count(folder.resolve("hard.duckdb"), "dummy_fields")).isEqualTo(20_000);
    }
  }
}
