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
import org.checkerframework.checker.nullness.qual.Nullable;

/** This process, by Beam's Direct runner. */
final class DirectSyncRunner implements SyncRunner {
  private final @Nullable Integer parallelism;
  private @Nullable Path report;

  DirectSyncRunner(@Nullable Integer parallelism) {
    this.parallelism = parallelism;
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
