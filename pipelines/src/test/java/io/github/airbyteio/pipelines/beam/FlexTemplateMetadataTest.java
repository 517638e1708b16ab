package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlexTemplateMetadataTest {
  private static final Path COMMITTED = Path.of("..", "docs", "dataflow", "metadata.json");
  private static final Path GENERATED = Path.of("target", "dataflow-metadata.json");

  @Test
  void theCommittedFileIsWhatTheOptionsSay() throws Exception {
    String generated = FlexTemplateMetadata.of(SyncPipelineOptions.class);
    Files.writeString(GENERATED, generated);

    assertThat(Files.readString(COMMITTED))
        .as("The options have changed: copy pipelines/%s to docs/dataflow/metadata.json", GENERATED)
        .isEqualTo(generated);
  }
}
