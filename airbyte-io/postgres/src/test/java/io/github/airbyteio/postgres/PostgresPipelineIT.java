package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.testing.ReplayConnector;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole sync through a pipeline, on the Direct runner with its enforcements on. */
class PostgresPipelineIT {
  private static final int RECORDS = 20_000;

  private final PostgresHarness harness = PostgresHarness.of(SharedServer.sink());
  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void recordsAndStatesArriveTogetherAndNothingStaysStaged() throws Exception {
    Path messages = ReplayConnector.fiveStrings(folder.resolve("messages.jsonl"), RECORDS, 5_000);
    Path script =
        ReplayConnector.write(
            folder.resolve("connector"), ReplayConnector.FIVE_STRINGS_CATALOG, messages);
    Connection replay =
        Connection.of(Connector.executable(script.toString()))
            .withConfig(ConfigSource.inline("{\"key\": \"canary\"}"))
            .withStreams("strings");
    Pipeline pipeline = Pipeline.create();

    ReadResult read = pipeline.apply(AirbyteIO.read(replay).withStateFrom(harness.sink()));
    read.apply(AirbyteIO.write(harness.sink()));
    pipeline.run().waitUntilFinish();

    assertThat(harness.query("SELECT count(DISTINCT field3) FROM strings"))
        .containsExactly(String.valueOf(RECORDS));
    assertThat(harness.query("SELECT count(DISTINCT _airbyte_raw_id) FROM strings"))
        .containsExactly(String.valueOf(RECORDS));
    assertThat(harness.query("SELECT state FROM _airbyte_state"))
        .singleElement()
        .asString()
        .contains("{\"record\":" + RECORDS + "}");
    assertThat(harness.staged()).isEmpty();
  }
}
