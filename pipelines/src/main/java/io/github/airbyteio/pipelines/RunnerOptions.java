package io.github.airbyteio.pipelines;

import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the pipeline runs. */
final class RunnerOptions {
  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description = "What runs the pipeline: this process (direct, the default), or Flink.")
  private @Nullable String runner;

  @Option(
      names = "--flink-master",
      paramLabel = "HOST:PORT",
      description = "The REST address of a Flink 1.19 cluster; [local] for one in this process.")
  private @Nullable String flinkMaster;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "How many slots of Flink, or threads, are used. Default: 1 on Flink.")
  private @Nullable Integer parallelism;

  void addTo(SyncArguments.Given given) {
    given.putShown("runner", "--runner", runner);
    given.putShown("flink_master", "--flink-master", flinkMaster);
    given.putShown("parallelism", "--parallelism", parallelism);
  }
}
