package io.github.airbyteio.benchmarks;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.state.RecordBlock;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Reads a connector and keeps nothing: what reading alone costs. Arguments: the executable, the
 * stream.
 */
public final class ReadToNothing {
  private ReadToNothing() {}

  public static void main(String[] args) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--enforceImmutability=false", "--enforceEncodability=false")
                .create());
    pipeline
        .apply(
            AirbyteIO.read(
                Connection.of(Connector.executable(args[0]))
                    .withConfig(ConfigSource.inline("{}"))
                    .withStreams(args[1])))
        .blocks()
        .apply("Count", ParDo.of(new CountRecords()));
    pipeline.run().waitUntilFinish();
  }

  private static final class CountRecords extends DoFn<RecordBlock, Void> {
    private final Counter records = Metrics.counter(ReadToNothing.class, "records");

    @ProcessElement
    public void process(@Element RecordBlock block) {
      records.inc(block.records());
    }
  }
}
