package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.testing.FakeConnector;
import java.nio.file.Path;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncPipelineTest {
  @TempDir Path folder;

  private static SyncPipelineOptions options(String... args) {
    return PipelineOptionsFactory.fromArgs(args).withValidation().as(SyncPipelineOptions.class);
  }

  @Test
  void itMovesDataAsTheOptionsSay() throws Exception {
    String source =
        "exec:'"
            + FakeConnector.create()
                .onRead(FakeConnector.healthy("users"))
                .installAs(folder, "source-fake")
            + "'";
    String file = folder.resolve("x.duckdb").toString();

    PipelineResult result =
        SyncPipeline.run(
            options(
                "--source=" + source,
                "--target=duckdb:" + file,
                "--streams=users",
                "--mode=overwrite",
                "--connection=mine",
                "--processes=stream",
                "--onSchemaChange=fail"));

    assertThat(result.getState()).isEqualTo(PipelineResult.State.DONE);
    assertThat(Expansion.query(file, "SELECT count(*) FROM users")).containsExactly("5");
    assertThat(Expansion.query(file, "SELECT DISTINCT connection_id FROM _airbyte_streams"))
        .containsExactly("mine");
    assertThat(Expansion.query(file, "SHOW TABLES")).doesNotContain("orders");
  }

  @Test
  void whatIsMissingOrWrongNamesTheOption() {
    assertThatThrownBy(() -> options("--source=source-faker")).hasMessageContaining("target");
    assertThatThrownBy(() -> options("--target=duckdb:x")).hasMessageContaining("source");
    assertThatThrownBy(
            () -> SyncPipeline.build(options("--source=manifest:x", "--target=duckdb:x.duckdb")))
        .hasMessageContaining("source: ");
  }

  @Test
  void aJobThatHasNotEndedWellIsAFailureAlsoWhereItsRunnerDoesNotThrow() {
    assertThatThrownBy(() -> SyncPipeline.requireDone(PipelineResult.State.FAILED))
        .hasMessageContaining("has failed");
    assertThatThrownBy(() -> SyncPipeline.requireDone(PipelineResult.State.CANCELLED))
        .hasMessageContaining("cancelled");
    SyncPipeline.requireDone(PipelineResult.State.DONE);
    // A job that was drained, or replaced by another one.
    SyncPipeline.requireDone(PipelineResult.State.UPDATED);
    SyncPipeline.requireDone(null);
  }
}
