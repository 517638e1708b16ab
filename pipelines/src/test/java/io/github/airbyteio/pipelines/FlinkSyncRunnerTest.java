package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.concurrent.CompletionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class FlinkSyncRunnerTest {
  private final FlinkSyncRunner runner = new FlinkSyncRunner("flink.internal:8081", 1, "c1");

  /** A job that was submitted, and can no longer be asked. */
  private record Job(State state) implements PipelineResult {
    @Override
    public State getState() {
      return state;
    }

    @Override
    public State cancel() {
      return state;
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      return state;
    }

    @Override
    public State waitUntilFinish() {
      return state;
    }

    @Override
    public MetricResults metrics() {
      throw new UnsupportedOperationException();
    }
  }

  /** Nobody has interrupted it: a scheduler must see a failure, and what to do about it. */
  @Test
  void aClusterThatIsGoneIsAFailureAndTheNextSyncContinues() {
    RuntimeException explained =
        runner.explain(
            new Job(PipelineResult.State.RUNNING),
            new CompletionException(new java.io.IOException("Connection refused")));

    AirbyteIoException told = Failures.find(explained);
    assertThat(Failures.exitCode(told.category())).isEqualTo(1);
    assertThat(told)
        .hasMessageContaining("flink.internal:8081")
        .hasMessageContaining("is gone")
        .hasMessageContaining("Connection refused");
    assertThat(told.hint()).contains("continues from what is committed");
  }

  @Test
  void aJobThatSomeoneHasCancelledIsInterrupted() {
    RuntimeException explained = runner.explain(new Job(PipelineResult.State.CANCELLED), null);

    assertThat(Failures.find(explained).category()).isEqualTo(Category.INTERRUPTED);
  }
}
