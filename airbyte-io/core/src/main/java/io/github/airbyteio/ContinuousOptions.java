package io.github.airbyteio;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.read.FlinkOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a continuous read needs of its runner's options. */
final class ContinuousOptions {
  private static final Logger LOG = LoggerFactory.getLogger(ContinuousOptions.class);

  private ContinuousOptions() {}

  /**
   * @throws AirbyteIoException if the pipeline could lose where it stands
   */
  static void validate(PipelineOptions options) {
    if (!options.getRunner().getSimpleName().contains("Flink")) {
      return;
    }
    FlinkOptions flink = options.as(FlinkOptions.class);
    if (flink.getCheckpointingInterval() < 0) {
      throw new AirbyteIoException(
          Category.USAGE,
          "A continuous read on Flink needs checkpoints: without them a job that fails begins from"
              + " nothing, and what it had read is never committed.",
          "Set --checkpointingInterval, to 10000 (milliseconds) say.");
    }
    if (!flink.getFinishBundleBeforeCheckpointing()) {
      LOG.warn(
          "Set --finishBundleBeforeCheckpointing=true: without it Flink may hold outputs back at a"
              + " checkpoint, and commits come late.");
    }
  }
}
