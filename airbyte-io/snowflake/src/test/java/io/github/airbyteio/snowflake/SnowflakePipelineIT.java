package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import io.github.airbyteio.testing.ReplayConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole syncs on the Direct runner, its enforcements on: streams commit in parallel. */
class SnowflakePipelineIT {
  private static final List<String> STREAMS = List.of("a", "b", "c");
  private static final int RECORDS = 300;

  @TempDir Path folder;

  private FakeSnowflake server;

  @BeforeEach
  void start() throws Exception {
    server = new FakeSnowflake(folder);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** Writes a connector whose streams take turns, with a state behind each hundred records. */
  private Connection connection() throws Exception {
    String streams =
        STREAMS.stream()
            .map(
                stream ->
                    "{\"name\":\""
                        + stream
                        + "\",\"json_schema\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}}},"
                        + "\"supported_sync_modes\":[\"full_refresh\",\"incremental\"],\"source_defined_cursor\":true,"
                        + "\"source_defined_primary_key\":[[\"id\"]]}")
            .collect(Collectors.joining(","));
    StringBuilder messages = new StringBuilder();
    for (int id = 1; id <= RECORDS; id++) {
      for (String stream : STREAMS) {
        messages.append(
            String.format(
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"%s\",\"data\":{\"id\":%d},\"emitted_at\":1720000000000}}%n",
                stream, id));
        if (id % 100 == 0) {
          messages.append(
              String.format(
                  "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"%s\"},\"stream_state\":{\"id\":%d}}}}%n",
                  stream, id));
        }
      }
    }
    Path script =
        ReplayConnector.write(
            folder.resolve("connector"),
            "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[" + streams + "]}}",
            Files.writeString(folder.resolve("messages.jsonl"), messages));
    return Connection.of(Connector.executable(script.toString()))
        .withConfig(ConfigSource.inline("{}"))
        .withId("parallel")
        .withStreams(STREAMS.toArray(String[]::new));
  }

  private static void sync(Connection connection, SnowflakeSink sink) {
    Pipeline pipeline = Pipeline.create();
    ReadResult read = pipeline.apply(AirbyteIO.read(connection).withStateFrom(sink));
    read.apply(AirbyteIO.write(sink));
    pipeline.run().waitUntilFinish();
  }

  private long count(String what) throws Exception {
    try (var connection = server.stored();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + what)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void allStreamsAndTheirStatesAreThereAndNothingElse() throws Exception {
    SnowflakeSink sink = server.sink("S").withCommitEvery(Duration.ofHours(1));
    sync(connection(), sink);
    assertThat(server.statements())
        .as("the end of the read waits for no hour, and nothing was committed before it")
        .filteredOn(sql -> sql.startsWith("INSERT INTO \"S\".\"_AIRBYTE_STATE\""))
        .hasSize(STREAMS.size());
    sync(connection(), sink.withCommitEvery(Duration.ofMillis(1)));

    for (String stream : STREAMS) {
      assertThat(count("\"S\".\"" + stream.toUpperCase(Locale.ROOT) + "\""))
          .as(stream)
          .isEqualTo(RECORDS);
    }
    try (var connection = sink.open()) {
      Map<Scope, StoredState> states = connection.states().states("parallel");
      assertThat(states).hasSize(STREAMS.size());
      assertThat(states.values())
          .allMatch(state -> state.state().json().contains("\"id\":" + RECORDS));
    }
    assertThat(count("duckdb_tables() WHERE table_name LIKE '\\_AIRBYTE\\_STAGED%' ESCAPE '\\'"))
        .as("staging areas that were left")
        .isZero();
  }
}
