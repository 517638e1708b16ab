package io.github.airbyteio.pipelines;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the pipeline runs.
 *
 * @param flinkMaster the address of a Flink cluster; null: this process runs it
 * @param parallelism threads, or slots; null: the runner's default
 */
record RunnerChoice(@Nullable String flinkMaster, @Nullable Integer parallelism) {
  boolean isDirect() {
    return flinkMaster == null;
  }

  /** Whether connectors are launched by this process: by the Direct runner, or a Flink in it. */
  boolean isInThisProcess() {
    return flinkMaster == null || flinkMaster.equals(FlinkSyncRunner.LOCAL);
  }

  SyncRunner runner(String connection) {
    return flinkMaster == null
        ? new DirectSyncRunner(parallelism)
        : new FlinkSyncRunner(flinkMaster, parallelism == null ? 1 : parallelism, connection);
  }
}
