package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.read.FlinkOptions;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import java.io.IOException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUseTest {
  private static final Sink LOCAL = new LocalSink();

  /** Where a connector is that cannot be asked which values are secrets. */
  private static final Connection NOWHERE =
      Connection.of(Connector.executable("/nowhere/source-x"));

  /** Known by its name, as the real one, which is no dependency here. */
  abstract static class FlinkRunner extends PipelineRunner<PipelineResult> {}

  abstract static class SomeRunner extends PipelineRunner<PipelineResult> {}

  private static PipelineOptions flink(String master) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(FlinkRunner.class);
    options.as(FlinkOptions.class).setFlinkMaster(master);
    return options;
  }

  @Test
  void aSinkOfOneMachineIsRefusedOnACluster() {
    assertThatThrownBy(() -> RemoteUse.validate(LOCAL, flink("host:8081")))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(AirbyteIoException.Category.USAGE);
              assertThat(e.hint()).contains("Postgres", "Direct");
            })
        .hasMessageContaining("local:x")
        .hasMessageContaining("files of one machine");
  }

  @Test
  void aRunnerThatIsNotKnownIsRemote() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(SomeRunner.class);

    assertThatThrownBy(() -> RemoteUse.validate(LOCAL, options)).hasMessageContaining("SomeRunner");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[local]", "[auto]", "[collection]"})
  void itIsAcceptedWhereAllRunsInOneProcess(String master) {
    assertThatCode(() -> RemoteUse.validate(LOCAL, flink(master))).doesNotThrowAnyException();
    assertThatCode(() -> RemoteUse.validate(LOCAL, PipelineOptionsFactory.create()))
        .doesNotThrowAnyException();
  }

  @Test
  void aServerIsAcceptedAnywhere() {
    assertThatCode(() -> RemoteUse.validate(new InMemorySink(), flink("host:8081")))
        .doesNotThrowAnyException();
  }

  @Test
  void theWriteOfRowsIsValidatedToo() {
    WriteRows write = AirbyteIO.writeRows(LOCAL).to("orders");

    assertThatThrownBy(() -> write.validate(flink("host:8081")))
        .hasMessageContaining("files of one machine");
  }

  @Test
  void aConfigThatMayHoldASecretIsNotSentToACluster() {
    Connection inline = NOWHERE.withConfig(ConfigSource.inline("{\"token\": \"canary\"}"));

    assertThatThrownBy(() -> RemoteUse.validate(inline, flink("host:8081")))
        .hasMessageContaining("may hold secrets")
        .hasMessageNotContaining("canary");
    assertThatCode(() -> RemoteUse.validate(inline, flink("[local]"))).doesNotThrowAnyException();
  }

  @Test
  void aConfigThatWorkersReadIsAccepted() {
    Connection reference = NOWHERE.withConfig(ConfigSource.environment("CONFIG"));

    assertThatCode(() -> RemoteUse.validate(reference, flink("host:8081")))
        .doesNotThrowAnyException();
    assertThatCode(() -> RemoteUse.validate(NOWHERE, flink("host:8081")))
        .as("an empty one")
        .doesNotThrowAnyException();
  }

  @Test
  void theWriteOfARead() {
    AirbyteIO.Write write = AirbyteIO.write(LOCAL);

    assertThatThrownBy(() -> write.validate(flink("host:8081"))).hasMessageContaining("local:x");
  }

  @Test
  void whatIsLaunchedAheadHereIsNotReadElsewhere() {
    PTransform<PBegin, ReadResult> begun =
        AirbyteIO.read(NOWHERE.withCatalog(TestReads.catalog("{\"id\":{\"type\":\"integer\"}}")))
            .launchedAhead();

    assertThatThrownBy(() -> begun.validate(flink("host:8081")))
        .hasMessageContaining("launched in this process");
    assertThatCode(() -> begun.validate(PipelineOptionsFactory.create()))
        .doesNotThrowAnyException();
  }

  private static final class LocalSink implements Sink {
    private static final long serialVersionUID = 1;

    @Override
    public ValueLimits limits() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SinkConnection open() throws IOException {
      throw new IOException("Never opened.");
    }

    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public String description() {
      return "local:x";
    }
  }

  @Test
  void aSecretThatIsToBeHadHereOnlyIsRefusedAndOneThatIsNamedIsNot() {
    Connection prompts = NOWHERE.withConfig(ConfigSource.inline("{\"token\":\"${prompt}\"}"));
    assertThatThrownBy(() -> RemoteUse.validate(prompts, flink("host:8081")))
        .hasMessageContaining("in this process only");
    assertThatCode(() -> RemoteUse.validate(prompts, flink("[local]"))).doesNotThrowAnyException();
  }
}
