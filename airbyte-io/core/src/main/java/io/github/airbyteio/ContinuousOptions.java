package io.github.airbyteio;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a continuous read needs of its runner's options. They are read by name, as display data: the
 * library depends on no runner.
 */
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
    Map<String, String> set =
        DisplayData.from(options).items().stream()
            .filter(item -> item.getValue() != null)
            .collect(
                Collectors.toMap(
                    DisplayData.Item::getKey,
                    item -> String.valueOf(item.getValue()),
                    (one, other) -> one));
    if (set.getOrDefault("checkpointingInterval", "-1").startsWith("-")) {
      throw new AirbyteIoException(
          Category.USAGE,
          "A continuous read on Flink needs checkpoints: without them a job that fails begins from"
              + " nothing, and what it had read is never committed.",
          "Set --checkpointingInterval, to 10000 (milliseconds) say.");
    }
    if (!Boolean.parseBoolean(set.getOrDefault("finishBundleBeforeCheckpointing", "false"))) {
      LOG.warn(
          "Set --finishBundleBeforeCheckpointing=true: without it Flink may hold outputs back at a"
              + " checkpoint, and commits come late.");
    }
  }
}
