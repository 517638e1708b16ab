package io.github.airbyteio.pipelines;

import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.sink.Sink;
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

  SyncRunner runner(SyncSettings settings) {
    if (flinkMaster != null) {
      int slots = parallelism == null ? 1 : parallelism;
      return new FlinkSyncRunner(flinkMaster, slots, settings.connection());
    }
    return new DirectSyncRunner(
        parallelism == null
            ? directThreads(
                settings.sink(), settings.processes(), Runtime.getRuntime().availableProcessors())
            : parallelism);
  }

  /**
   * How many threads the Direct runner gets; null: as many as it takes by itself.
   *
   * <p>Its loop, which looks for what can be done next, asks again without a pause as long as a
   * thread is free: with more threads than work it keeps a core busy with that. So one core is left
   * to the connector and what reads its pipe, which are no threads of the runner. One thread is
   * enough for progress, as nothing in a pipeline of ours waits for another of its steps. Where
   * several connectors are waited for, or the store is waited for over a network, threads sleep and
   * more of them are of use.
   */
  static @Nullable Integer directThreads(Sink sink, ProcessLayout processes, int cores) {
    return sink.isLocal() && processes.equals(ProcessLayout.perConnection())
        ? Math.max(1, cores - 1)
        : null;
  }
}
