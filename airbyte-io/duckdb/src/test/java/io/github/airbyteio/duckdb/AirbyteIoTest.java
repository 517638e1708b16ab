package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.ReplayConnector;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public API as the README shows it, on the Direct runner with its enforcements on. */
class AirbyteIoTest {
  private static final int RECORDS = 20_000;
  private static final String STATE =
      "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"strings\"},\"stream_state\":{\"record\":%d}}}";

  @TempDir Path folder;
  private Connection replay;

  @BeforeEach
  void writeConnector() throws Exception {
    Path messages = ReplayConnector.fiveStrings(folder.resolve("messages.jsonl"), RECORDS, 5_000);
    Path script =
        ReplayConnector.write(
            folder.resolve("connector"), ReplayConnector.FIVE_STRINGS_CATALOG, messages);
    replay =
        Connection.of(Connector.executable(script.toString()))
            .withConfig(ConfigSource.inline("{\"key\": \"canary\"}"))
            .withStreams("strings");
  }

  @Test
  void recordsRowsStatesAndTheTableComeOfOneRead() throws Exception {
    Sink sink = DuckDbSink.to(folder.resolve("strings.duckdb").toString());
    Pipeline pipeline = Pipeline.create();

    ReadResult read = pipeline.apply(AirbyteIO.read(replay).withStateFrom(sink));
    read.apply(AirbyteIO.write(sink));
    PCollection<Row> rows = read.rows("strings");

    PAssert.thatSingleton(rows.apply("CountRows", Count.globally())).isEqualTo((long) RECORDS);
    PAssert.thatSingleton(read.records().apply("CountRecords", Count.globally()))
        .isEqualTo((long) RECORDS);
    // How many depends on the pace: states in quick succession are passed on as one.
    PAssert.that(read.states())
        .satisfies(
            states -> {
              assertThat(states)
                  .extracting(AirbyteState::json)
                  .contains(STATE.formatted(RECORDS))
                  .isSubsetOf(
                      STATE.formatted(5_000),
                      STATE.formatted(10_000),
                      STATE.formatted(15_000),
                      STATE.formatted(RECORDS));
              return null;
            });
    assertThat(rows.getSchema().getFieldNames())
        .containsExactly("field1", "field2", "field3", "field4", "field5");
    pipeline.run().waitUntilFinish();
    try (java.sql.Connection database =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("strings.duckdb"));
        ResultSet count =
            database.createStatement().executeQuery("SELECT count(DISTINCT field3) FROM strings")) {
      assertThat(count.next()).isTrue();
      assertThat(count.getInt(1)).isEqualTo(RECORDS);
    }
  }

  @Test
  void aWriteRefusesAReadThatDoesNotStartFromItsStates() {
    ReadResult read = Pipeline.create().apply(AirbyteIO.read(replay));

    assertThatThrownBy(
            () -> read.apply(AirbyteIO.write(DuckDbSink.to(folder.resolve("x").toString()))))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("does not start from the states");
  }

  @Test
  void anUnknownStreamIsRefusedBesideThoseThereAre() {
    ReadResult read = Pipeline.create().apply(AirbyteIO.read(replay));

    assertThatThrownBy(() -> read.rows("other"))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("strings"));
  }

  @Test
  void displayDataNamesTheConnectorAndNoSecret() {
    DisplayData displayed = DisplayData.from(AirbyteIO.read(replay));

    assertThat(displayed.asMap().values().toString())
        .contains("source-replay")
        .doesNotContain("canary");
  }
}
