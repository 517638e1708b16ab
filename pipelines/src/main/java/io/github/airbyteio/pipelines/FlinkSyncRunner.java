package io.github.airbyteio.pipelines;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sink.SyncReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.StringSetResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A Flink cluster, or one in this process.
 *
 * <p>The sync runs as a streaming job without Flink's checkpoints: so it commits on its way, which
 * Flink's batch mode does at the end alone, and a job that Flink restarts continues from what is
 * committed, which is all the state that matters.
 */
final class FlinkSyncRunner implements SyncRunner {
  static final String LOCAL = "[local]";

  /** How often Flink starts a job again whose worker is lost, say. */
  private static final int RESTARTS = 5;

  private static final long RESTART_DELAY_MILLIS = 2_000;

  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration METRICS_PATIENCE = Duration.ofSeconds(15);
  private static final Duration METRICS_TICK = Duration.ofMillis(250);

  private static final String CONTINUES = "Run it again: it continues from what is committed.";

  private final String master;
  private final int parallelism;
  private final String jobName;

  FlinkSyncRunner(String master, int parallelism, String connection) {
    this.master = master;
    this.parallelism = parallelism;
    this.jobName = "airbyteio sync " + connection + " " + UUID.randomUUID();
  }

  @Override
  public PipelineOptions options() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster(master);
    options.setJobName(jobName);
    options.setParallelism(parallelism);
    options.setStreaming(true);
    options.setFasterCopy(true);
    options.setNumberOfExecutionRetries(RESTARTS);
    options.setExecutionRetryDelay(RESTART_DELAY_MILLIS);
    options.setJobCheckIntervalInSecs(1);
    if (!master.equals(LOCAL)) {
      options.setAttachedMode(false);
      options.setFilesToStage(List.of(ownJar()));
    }
    return options;
  }

  private static String ownJar() {
    try {
      return Path.of(
              FlinkSyncRunner.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public AirbyteIO.Write configure(AirbyteIO.Write write) {
    return write.withOutcomeAsMetric();
  }

  @Override
  public PipelineResult start(Pipeline pipeline) {
    if (!master.equals(LOCAL)) {
      requireListening();
    }
    try {
      return pipeline.run();
    } catch (RuntimeException e) {
      if (Failures.known(e) != null || master.equals(LOCAL)) {
        throw e;
      }
      throw notSubmitted(e);
    }
  }

  /** Flink's own client would try for a minute. */
  private void requireListening() {
    HostAndPort address = HostAndPort.parse(master);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
    } catch (IOException e) {
      throw notSubmitted(e);
    }
  }

  private AirbyteIoException notSubmitted(Exception cause) {
    return new AirbyteIoException(
        Category.CONFIG,
        null,
        "The job could not be submitted to Flink at " + master + ": " + rootMessage(cause),
        "Is that the REST address of a running Flink 1.19 JobManager?",
        cause);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  @Override
  public @Nullable String report(@Nullable PipelineResult result) {
    if (result == null) {
      return null;
    }
    // What Flink's REST interface tells of a job may be some seconds old.
    long end = System.nanoTime() + METRICS_PATIENCE.toNanos();
    String report = reported(result);
    while (report == null && hasEndedWell(result) && System.nanoTime() < end) {
      LockSupport.parkNanos(METRICS_TICK.toNanos());
      report = reported(result);
    }
    return report;
  }

  private static boolean hasEndedWell(PipelineResult result) {
    try {
      return result.getState() == PipelineResult.State.DONE;
    } catch (RuntimeException e) {
      return false; // The job is lost: what was thrown first is told.
    }
  }

  private static @Nullable String reported(PipelineResult result) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(SyncReport.METRICS, SyncReport.METRIC))
            .build();
    for (MetricResult<StringSetResult> found :
        result.metrics().queryMetrics(filter).getStringSets()) {
      for (String report : found.getAttempted().getStringSet()) {
        return report;
      }
    }
    return null;
  }

  @Override
  public RuntimeException explain(
      @Nullable PipelineResult result, @Nullable RuntimeException failure) {
    if (result == null) {
      return failure != null ? failure : new IllegalStateException("The job was not started.");
    }
    if (failure != null) {
      // A JobManager without high availability that has died knows nothing of its jobs.
      return new AirbyteIoException(
          Category.INTERNAL,
          null,
          "The Flink cluster at "
              + master
              + " is gone, and the job is lost with it: "
              + rootMessage(failure),
          "Start the cluster and run the sync again: it continues from what is committed. If the"
              + " cluster is there and only cannot be reached, cancel the job first.",
          failure);
    }
    if (result.getState() == PipelineResult.State.CANCELLED) {
      return new AirbyteIoException(Category.INTERRUPTED, "The job was cancelled.", CONTINUES);
    }
    return new IllegalStateException("The job has failed.", FlinkFailures.causeOf(master, jobName));
  }

  @Override
  public void stop(PipelineResult result) {
    if (result.getState().isTerminal()) {
      return;
    }
    try {
      PipelineResult.State unused = result.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
