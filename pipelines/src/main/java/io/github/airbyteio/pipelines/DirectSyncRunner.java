package io.github.airbyteio.pipelines;

import io.github.airbyteio.AirbyteIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process, by Beam's Direct runner. */
final class DirectSyncRunner implements SyncRunner {
  private static final Logger LOG = LoggerFactory.getLogger(DirectSyncRunner.class);

  private final @Nullable Integer parallelism;
  private @Nullable Path report;

  DirectSyncRunner(@Nullable Integer parallelism) {
    this.parallelism = parallelism;
  }

  /**
   * Runs a pipeline of no use: Beam's start is as slow as that of most connectors, which are waited
   * for at the same time. What fails here fails again where it is told.
   */
  @Override
  public void getReady() {
    if (Runtime.getRuntime().availableProcessors() == 1) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                Pipeline pipeline = Pipeline.create(options());
                pipeline
                    .apply(Create.of(KV.of("", 0)))
                    .apply(GroupByKey.create())
                    .apply(MapElements.into(TypeDescriptors.voids()).via(group -> null));
                pipeline.run().waitUntilFinish();
              } catch (RuntimeException | LinkageError e) {
                LOG.debug("Beam did not get ready", e);
              }
            },
            "airbyteio-get-ready");
    thread.setDaemon(true);
    thread.start();
  }

  /** The runner's checks copy each element: they are for tests. */
  @Override
  public PipelineOptions options() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setBlockOnRun(false);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    if (parallelism != null) {
      options.setTargetParallelism(parallelism);
    }
    return options;
  }

  @Override
  public AirbyteIO.Write configure(AirbyteIO.Write write) {
    try {
      report = Files.createTempDirectory("airbyteio-report").resolve("report.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write.withReport(report.toString());
  }

  @Override
  public PipelineResult start(Pipeline pipeline) {
    return pipeline.run();
  }

  @Override
  public @Nullable String report(@Nullable PipelineResult result) {
    if (report == null) {
      return null;
    }
    try {
      String text = Files.exists(report) ? Files.readString(report) : null;
      Files.deleteIfExists(report);
      Files.deleteIfExists(report.getParent());
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public RuntimeException explain(
      @Nullable PipelineResult result, @Nullable RuntimeException failure) {
    return failure != null
        ? failure
        : new IllegalStateException("The pipeline ended without a report.");
  }

  /** The reads, in this process, are stopped by others; the pipeline ends with them. */
  @Override
  public void stop(PipelineResult result) {}
}
