package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the pipeline runs. */
final class RunnerOptions {
  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      defaultValue = "direct",
      description = "What runs the pipeline: this process (direct, the default), or Flink.")
  private String runner;

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

  /**
   * @throws AirbyteIoException of category USAGE if the options do not fit
   */
  RunnerChoice choice() {
    if (parallelism != null && parallelism < 1) {
      throw usage("--parallelism " + parallelism + ": must be 1 or more.", null);
    }
    switch (runner) {
      case "direct":
        if (flinkMaster != null) {
          throw usage("--flink-master is for --runner flink.", null);
        }
        return new RunnerChoice(null, parallelism);
      case "flink":
        if (flinkMaster == null) {
          throw usage(
              "--runner flink: --flink-master is missing.",
              "Name the cluster's REST address, HOST:8081 say, or [local].");
        }
        if (!flinkMaster.equals(FlinkSyncRunner.LOCAL)) {
          HostAndPort unused = HostAndPort.parse(flinkMaster);
        }
        return new RunnerChoice(flinkMaster, parallelism);
      default:
        throw usage(
            "--runner " + runner + ": must be direct or flink.",
            "docs/runners.md says how pipelines run elsewhere.");
    }
  }

  private static AirbyteIoException usage(String message, @Nullable String hint) {
    return new AirbyteIoException(Category.USAGE, message, hint);
  }
}
