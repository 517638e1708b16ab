package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

class ContinuousOptionsTest {
  /** Has the names that Flink's options have. */
  public interface FakeFlinkOptions extends PipelineOptions {
    @Default.Long(-1)
    Long getCheckpointingInterval();

    void setCheckpointingInterval(Long millis);
  }

  static final class FakeFlinkRunner extends PipelineRunner<PipelineResult> {
    private FakeFlinkRunner() {}

    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw new UnsupportedOperationException();
    }
  }

  private static FakeFlinkOptions options() {
    FakeFlinkOptions options = PipelineOptionsFactory.as(FakeFlinkOptions.class);
    options.setRunner(FakeFlinkRunner.class);
    return options;
  }

  @Test
  void flinkWithoutCheckpointsIsRefused() {
    assertThatThrownBy(() -> ContinuousOptions.validate(options()))
        .hasMessageContaining("checkpoints");
    FakeFlinkOptions off = options();
    off.setCheckpointingInterval(-1L);
    assertThatThrownBy(() -> ContinuousOptions.validate(off)).hasMessageContaining("checkpoints");
  }

  @Test
  void flinkWithCheckpointsAndOtherRunnersAreNot() {
    FakeFlinkOptions on = options();
    on.setCheckpointingInterval(500L);
    ContinuousOptions.validate(on);
    PipelineOptions direct = PipelineOptionsFactory.create();
    direct.setRunner(DirectRunner.class);
    ContinuousOptions.validate(direct);
  }
}
