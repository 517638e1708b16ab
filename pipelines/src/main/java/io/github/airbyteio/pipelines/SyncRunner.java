package io.github.airbyteio.pipelines;

import io.github.airbyteio.AirbyteIO;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where a sync runs. */
interface SyncRunner {
  /** Begins, on another thread, with what will take time later on; returns at once. */
  default void getReady() {}

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

  /**
   * Why a pipeline has ended without a report.
   *
   * @param result null if it has not been started
   * @param failure what was thrown while it was started or waited for, or null
   */
  RuntimeException explain(@Nullable PipelineResult result, @Nullable RuntimeException failure);

  /** The user wants it to end. Called on another thread. */
  void stop(PipelineResult result);
}
