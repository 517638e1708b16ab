package io.github.airbyteio.read;

import java.time.Duration;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * How a reader shares its thread with the rest of the pipeline.
 *
 * @param patience how long a bundle that has output something waits for more
 * @param resumeDelay after which a bundle that was cut goes on
 */
record Pace(Duration patience, Duration resumeDelay) {
  /** Below 100 ms the resumption would starve Flink's checkpoint barriers. */
  static final Pace STEADY = new Pace(Duration.ofMillis(200), Duration.ofMillis(100));

  /**
   * The Direct runner passes on what a bundle has output when it ends, and its loop takes a whole
   * core while nothing is due: long waits are lost. But a bundle costs milliseconds, so one that
   * waits a moment for more blocks is the quicker one where they come fast.
   */
  private static final Pace EAGER = new Pace(Duration.ofMillis(50), Duration.ofMillis(1));

  static Pace of(PipelineOptions options) {
    return Workers.isDirectRunner(options) ? EAGER : STEADY;
  }
}
