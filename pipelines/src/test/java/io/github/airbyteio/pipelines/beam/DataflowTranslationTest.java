package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xerial.snappy.SnappyInputStream;

/** The ready-made pipeline is translated for Dataflow, offline, by Dataflow's own runner. */
class DataflowTranslationTest {
  private static final String CANARY = "canary-of-the-builder";

  @TempDir Path folder;
  private final OfflineDataflow dataflow = new OfflineDataflow();
  private Path template;

  @BeforeEach
  void writeCatalog() throws Exception {
    template = folder.resolve("template.json");
    Files.writeString(
        folder.resolve("catalog-" + CANARY),
        "{\"streams\":[" + FakeConnector.stream("users", FakeConnector.SCHEMA) + "]}");
    Files.writeString(folder.resolve("config.json"), "{\"password\":\"" + CANARY + "\"}");
  }

  /** The connector is on the workers only: here is nothing but its catalog. */
  private SyncPipelineOptions options(boolean runnerV2, boolean streaming) {
    SyncPipelineOptions options = PipelineOptionsFactory.as(SyncPipelineOptions.class);
    options.setSource("exec:/opt/connectors/source-x");
    options.setConfig("file:/etc/airbyteio/config-on-the-worker.json");
    options.setTarget("postgresql://db/analytics?user=loader&password=env:PASSWORD_ON_THE_WORKER");
    dataflow.configure(options, template, runnerV2, streaming);
    return options;
  }

  private SyncPipelineOptions withCatalog(SyncPipelineOptions options) {
    options.setCatalog(folder.resolve("catalog-" + CANARY).toString());
    return options;
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void itIsTranslatedForEachRunnerAndNothingRuns(boolean runnerV2, boolean streaming)
      throws Exception {
    // Waiting for the end of a template that is only made would throw.
    PipelineResult result = SyncPipeline.run(withCatalog(options(runnerV2, streaming)));

    assertThat(result).isNotNull();
    assertThat(Files.readString(template)).contains("some-project");
    if (!runnerV2) {
      assertThat(Files.readString(template))
          .contains("Sync/Read", "ReadConnector", "CommitCheckpoints");
    } else {
      assertThat(dataflow.pipeline().getRequirementsList())
          .contains("beam:requirement:pardo:splittable_dofn:v1")
          .doesNotContain("beam:requirement:pardo:finalization:v1");
    }
  }

  @Test
  void theWorkersNeedNothingOfTheBuildersMachineAndNoSecretIsInThePipeline() throws Exception {
    SyncPipeline.run(withCatalog(options(true, false)));

    String functions = functions(dataflow.pipeline());
    assertThat(functions)
        .contains("/opt/connectors/source-x", "config-on-the-worker.json", "PASSWORD_ON_THE_WORKER")
        .doesNotContain(CANARY, folder.toString());
  }

  /** The serialized functions, uncompressed, as text that strings can be found in. */
  private static String functions(RunnerApi.Pipeline pipeline) throws IOException {
    StringBuilder text = new StringBuilder();
    for (RunnerApi.PTransform transform : pipeline.getComponents().getTransformsMap().values()) {
      if (transform.getSpec().getUrn().equals(PTransformTranslation.PAR_DO_TRANSFORM_URN)) {
        RunnerApi.ParDoPayload payload =
            RunnerApi.ParDoPayload.parseFrom(transform.getSpec().getPayload());
        byte[] function = payload.getDoFn().getPayload().toByteArray();
        try (SnappyInputStream plain = new SnappyInputStream(new ByteArrayInputStream(function))) {
          text.append(new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return text.toString();
  }
}
