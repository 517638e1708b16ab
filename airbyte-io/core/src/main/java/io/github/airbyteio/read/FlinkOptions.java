package io.github.airbyteio.read;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The options of Flink's runner that matter here, by their names: the library depends on no runner.
 */
@Hidden
public interface FlinkOptions extends PipelineOptions {
  @Description("The address of the Flink master.")
  @Default.String("[auto]")
  String getFlinkMaster();

  void setFlinkMaster(String address);

  @Description("Milliseconds between checkpoints; negative: there are none.")
  @Default.Long(-1L)
  Long getCheckpointingInterval();

  void setCheckpointingInterval(Long millis);

  @Description("Whether outputs are passed on before a checkpoint.")
  @Default.Boolean(false)
  boolean getFinishBundleBeforeCheckpointing();

  void setFinishBundleBeforeCheckpointing(boolean finish);
}
