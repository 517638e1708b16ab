package io.github.airbyteio.pipelines;

import io.github.airbyteio.AirbyteIO;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where a sync runs. */
interface SyncRunner {
  PipelineOptions options();

  /** Adds to the write how this runner's outcome comes back. */
  AirbyteIO.Write configure(AirbyteIO.Write write);

  /** Starts the pipeline; may return only when it has ended. */
  PipelineResult start(Pipeline pipeline);

  /**
   * The report of a pipeline that has ended, as JSON; null if there is none.
   *
   * @param result null if it has failed before there was one
   */
  @Nullable String report(@Nullable PipelineResult result);

  /** Why a pipeline that has ended has no report, as far as its state alone tells. */
  RuntimeException failure(PipelineResult result);

  /** The user wants it to end. Called on another thread. */
  void stop(PipelineResult result);
}
