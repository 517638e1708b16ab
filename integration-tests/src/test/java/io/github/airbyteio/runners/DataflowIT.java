package io.github.airbyteio.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.it.CommandLineRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sync on Dataflow itself, with the project, region, bucket, worker image and target that system
 * properties name: {@code docs/dataflow.md}. It costs what a small job costs.
 */
class DataflowIT {
  private static final String SOURCE = "pypi:airbyte-source-faker==7.2.1";
  private static final int PATIENCE_MINUTES = 40;

  @TempDir Path folder;

  @Test
  void aSyncRunsToItsEnd() throws Exception {
    List<String> missing =
        List.of("project", "region", "bucket", "image", "target").stream()
            .map(name -> "dataflow." + name)
            .filter(name -> System.getProperty(name, "").isBlank())
            .toList();
    if (!missing.isEmpty()) {
      String message =
          "DATAFLOW WAS NOT TESTED: "
              + String.join(", ", missing)
              + " must be set, as docs/dataflow.md says.";
      System.err.println(message);
      Assumptions.abort(message);
    }

    CommandLineRun run = CommandLineRun.start(folder, command());

    assertThat(run.process().waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(run.process().exitValue()).as(run.story()).isZero();
  }

  /** The jar of the build with the profile {@code dataflow}, which has Dataflow's runner in it. */
  private static List<String> command() {
    String bucket = "gs://" + System.getProperty("dataflow.bucket") + "/airbyteio";
    return new ArrayList<>(
        List.of(
            CommandLineRun.java(),
            "-cp",
            System.getProperty("airbyteio.jar"),
            "io.github.airbyteio.pipelines.beam.SyncPipeline",
            "--runner=DataflowRunner",
            "--project=" + System.getProperty("dataflow.project"),
            "--region=" + System.getProperty("dataflow.region"),
            "--tempLocation=" + bucket + "/tmp",
            "--stagingLocation=" + bucket + "/staging",
            "--experiments=use_runner_v2",
            "--sdkContainerImage=" + System.getProperty("dataflow.image"),
            "--source=" + System.getProperty("dataflow.source", SOURCE),
            "--config=" + System.getProperty("dataflow.config", "{\"count\": 100}"),
            "--connection=airbyteio-dataflow-test",
            "--target=" + System.getProperty("dataflow.target")));
  }
}
