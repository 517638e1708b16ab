package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.services.BeamPython;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the page on Beam YAML and Python, run by Beam's own Python: the jar expands the
 * transforms and is their worker, without containers.
 */
class OtherLanguagesIT {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("airbyteio.root"), "docs", "examples");
  private static final String JAR = System.getProperty("airbyteio.jar");
  private static final String RUNNER = "--runner=local_runner.LocalRunner";

  @TempDir Path folder;

  private void python(String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "PYTHONPATH=" + EXAMPLES,
                "PYTHONDONTWRITEBYTECODE=1",
                // Beam leaves its copies of the jar there.
                "TMPDIR=" + folder,
                "JAVA_HOME=" + System.getProperty("java.home"),
                // Half the processor time of a run that is mostly start.
                "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                BeamPython.interpreter().toString()));
    command.addAll(List.of(args));
    CommandLineRun run = CommandLineRun.start(folder, command);
    assertThat(run.await()).as(run.story()).isZero();
  }

  @Test
  void theYamlExample() throws Exception {
    String variables =
        new ObjectMapper().writeValueAsString(Map.of("jar", JAR, "folder", folder.toString()));

    python(
        "-m",
        "apache_beam.yaml.main",
        "--yaml_pipeline_file=" + EXAMPLES.resolve("faker.yaml"),
        "--jinja_variables=" + variables,
        RUNNER);

    Path adults = folder.resolve("adults.duckdb");
    assertThat(Database.count(adults, "adults")).isBetween(1L, 49L);
    assertThat(Database.query(adults, "SELECT min(age) >= 30 FROM adults").get(0))
        .containsExactly("true");
    assertThat(Database.count(folder.resolve("products.duckdb"), "products")).isEqualTo(50);
    Path purchases = folder.resolve("purchases.duckdb");
    assertThat(Database.count(purchases, "purchases")).isEqualTo(50);
    assertThat(Database.count(purchases, "_airbyte_state")).isEqualTo(1);
  }

  @Test
  void thePythonExample() throws Exception {
    Path database = folder.resolve("titles.duckdb");

    python(
        EXAMPLES.resolve("faker.py").toString(), "--jar=" + JAR, "--database=" + database, RUNNER);

    assertThat(Database.query(database, "SELECT sum(users) FROM titles").get(0))
        .containsExactly("50");
  }
}
