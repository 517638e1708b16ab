package io.github.airbyteio.pipelines.beam;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sync as a pipeline of its own, for any runner, and for Flex Templates.
 *
 * <pre>{@code
 * java -cp airbyteio.jar io.github.airbyteio.pipelines.beam.SyncPipeline \
 *   --source=source-faker --config='{"count": 1000}' --target=duckdb:faker.duckdb
 * }</pre>
 */
public final class SyncPipeline {
  private SyncPipeline() {}

  public static void main(String[] args) {
    PipelineOptionsFactory.register(SyncPipelineOptions.class);
    SyncPipelineOptions options =
        PipelineOptionsFactory.fromArgs(args).withValidation().as(SyncPipelineOptions.class);
    // No System.exit: this may be called in a JobManager's JVM.
    PipelineResult unused = run(options);
  }

  /**
   * Runs the sync to its end. Where a template is made nothing runs; a job that is detached runs
   * on.
   *
   * @throws AirbyteIoException if a job that is waited for has failed or was cancelled
   */
  static PipelineResult run(SyncPipelineOptions options) {
    PipelineResult result = build(options).run();
    if (options.getTemplateLocation() == null && options.getAttachedMode()) {
      requireDone(result.waitUntilFinish());
    }
    return result;
  }

  /**
   * Dataflow's runner does not throw for a job that has failed: the exit code would say success.
   */
  static void requireDone(PipelineResult.@Nullable State state) {
    if (state == PipelineResult.State.FAILED) {
      throw new AirbyteIoException(
          Category.INTERNAL,
          "The job has failed.",
          "The runner's own log says why. Run it again: it continues from what is committed.");
    }
    if (state == PipelineResult.State.CANCELLED) {
      throw new AirbyteIoException(
          Category.INTERRUPTED,
          "The job was cancelled.",
          "Run it again: it continues from what is committed.");
    }
  }

  static Pipeline build(SyncPipelineOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    ConnectionNotation connection =
        ConnectionNotation.builder()
            .setSource(options.getSource())
            .setConfig(options.getConfig())
            .setStreams(options.getStreams())
            .setMode(options.getMode())
            .setFullRefresh(options.getFullRefresh())
            .setCatalog(options.getCatalog())
            .setConnection(options.getConnection())
            .setPrimaryKeys(TextList.parse("primaryKey", options.getPrimaryKey()))
            .setCursors(TextList.parse("cursor", options.getCursor()))
            .setOnSchemaChange(options.getOnSchemaChange())
            .build();
    TransformNotation transforms =
        TransformNotation.builder()
            .setSelect(options.getSelect())
            .setDrop(options.getDrop())
            .setRename(options.getRename())
            .setHash(options.getHash())
            .setFilter(TextList.parse("filter", options.getFilter()))
            .setKeepUnknownFields(options.getKeepUnknownFields())
            .build();
    pipeline.apply(
        "Sync",
        Sync.builder()
            .setConnection(connection)
            .setTarget(options.getTarget())
            .setProcesses(options.getProcesses())
            .setTransforms(transforms)
            .setPollInterval(options.getPollInterval())
            .build());
    return pipeline;
  }
}
