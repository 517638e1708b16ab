package io.github.airbyteio.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Syncs from a fake connector into a DuckDB file of its folder, on the Direct runner with one
 * thread and its checks on, or on another one.
 */
public final class FakeSync {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two attempts and no wait. */
  public static final RetryPolicy TWO_ATTEMPTS = RetryPolicy.of(2, 2, List.of(Duration.ZERO));

  private final Path folder;
  private Connection connection;
  private UnaryOperator<AirbyteIO.Read> options = read -> read;
  private RetryPolicy retries = RetryPolicy.none();
  private @Nullable Sink sink;
  private Path database;
  private Execution execution =
      new Execution() {
        @Override
        public PipelineOptions options() {
          return directOptions();
        }

        @Override
        public void run(Pipeline pipeline) {
          pipeline.run().waitUntilFinish();
        }
      };

  /** Which runner runs the sync, and how. */
  public interface Execution {
    PipelineOptions options();

    /** Runs the pipeline to its end; throws if it fails. */
    void run(Pipeline pipeline) throws Exception;
  }

  /** One thread: with more, one keeps a core busy while the others wait. */
  static PipelineOptions directOptions() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(1);
    return options;
  }

  private FakeSync(Path folder, Connector connector) {
    this.folder = folder;
    this.database = folder.resolve("fake.duckdb");
    this.connection = Connection.of(connector).withId("c1");
  }

  public static FakeSync of(Path folder, FakeConnector connector) throws IOException {
    return new FakeSync(folder, connector.install(folder));
  }

  /** A sync from the connector that is in the folder already. */
  public static FakeSync installed(Path folder) {
    return new FakeSync(folder, Connector.executable(folder.resolve("source-fake").toString()));
  }

  public FakeSync withMode(StreamSelection.Mode mode) {
    connection = connection.withSelection(connection.selection().withMode(mode));
    return this;
  }

  public FakeSync withFullRefresh() {
    connection = connection.withSelection(connection.selection().withFullRefresh(true));
    return this;
  }

  public FakeSync withConnection(UnaryOperator<Connection> change) {
    connection = change.apply(connection);
    return this;
  }

  public FakeSync withConfig(String json) {
    connection = connection.withConfig(ConfigSource.inline(json));
    return this;
  }

  public FakeSync withRead(UnaryOperator<AirbyteIO.Read> change) {
    options = change;
    return this;
  }

  public FakeSync withRetries(RetryPolicy policy) {
    retries = policy;
    return this;
  }

  public FakeSync withSink(Sink other) {
    sink = other;
    return this;
  }

  /** Lets another runner do it. */
  public FakeSync withExecution(Execution other) {
    execution = other;
    return this;
  }

  public FakeSync withDatabase(Path file) {
    database = file;
    return this;
  }

  public Path database() {
    return database;
  }

  /** Runs the sync; a failure is part of the outcome. */
  public Outcome run() throws IOException {
    Path report = folder.resolve("report.json");
    Files.deleteIfExists(report);
    Sink to = sink == null ? DuckDbSink.to(database.toString()) : sink;
    @Nullable Throwable failure = null;
    try {
      Pipeline pipeline = Pipeline.create(execution.options());
      pipeline
          .apply(
              options.apply(
                  AirbyteIO.read(connection)
                      .withStateFrom(to)
                      .withRetryPolicy(retries)
                      // Small sources: that each state may be committed is what is tested.
                      .withCheckpointInterval(Duration.ZERO)))
          .apply(AirbyteIO.write(to).withReport(report.toString()));
      execution.run(pipeline);
    } catch (Exception e) {
      failure = e;
    }
    return new Outcome(
        Files.exists(report) ? JSON.readTree(report.toFile()) : MissingNode.getInstance(), failure);
  }

  /** The rows of a query, a list of texts each. */
  public List<List<String>> query(String sql) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (var reader = DriverManager.getConnection("jdbc:duckdb:" + database());
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        found.add(row);
      }
    }
    return found;
  }

  /** The ids in a table, sorted. */
  public List<Integer> ids(String table) throws SQLException {
    return query("SELECT id FROM " + table + " ORDER BY id").stream()
        .map(row -> Integer.valueOf(row.get(0)))
        .toList();
  }

  /** The rows of a table of the fake's schema but for what is random, by id. */
  public List<List<String>> rows(String table) throws SQLException {
    return query(
        "SELECT id, name, updated_at, _airbyte_extracted_at, _airbyte_meta::JSON->'changes' FROM "
            + table
            + " ORDER BY id");
  }

  /** The ids of the generations that have rows in a table. */
  public List<List<String>> generations(String table) throws SQLException {
    return query("SELECT DISTINCT _airbyte_generation_id FROM " + table);
  }

  /** The generation that is noted for a table. */
  List<List<String>> storedGeneration(String table) throws SQLException {
    return query("SELECT generation_id FROM _airbyte_streams WHERE table_name = '" + table + "'");
  }

  public boolean hasTable(String table) throws SQLException {
    return !query("SELECT 1 FROM information_schema.tables WHERE table_name = '" + table + "'")
        .isEmpty();
  }

  /** The stored STREAM states, {@code stream_state} by the stream's name; others as they are. */
  public Map<String, String> states() throws SQLException, IOException {
    Map<String, String> states = new TreeMap<>();
    for (List<String> row :
        query("SELECT state FROM _airbyte_state WHERE state IS NOT NULL ORDER BY ALL")) {
      JsonNode state = JSON.readTree(row.get(0));
      if (state.path("type").asText().equals("STREAM")) {
        states.put(
            state.at("/stream/stream_descriptor/name").asText(),
            state.at("/stream/stream_state").toString());
      } else {
        states.put(state.path("type").asText("LEGACY"), row.get(0));
      }
    }
    return states;
  }

  /**
   * How a sync has ended.
   *
   * @param report missing if it ended before its pipeline ran
   */
  public record Outcome(JsonNode report, @Nullable Throwable failure) {
    public boolean succeeded() {
      return failure == null && report.path("error").isNull();
    }

    /** The text of the failure, or of nothing. */
    public String message() {
      if (report.path("error").isObject()) {
        return report.at("/error/message").asText();
      }
      StringBuilder text = new StringBuilder();
      for (Throwable e = failure; e != null; e = e.getCause()) {
        text.append(e.getMessage()).append('\n');
      }
      return text.toString();
    }

    public String category() {
      return report.at("/error/category").asText();
    }

    /** The report of one stream. */
    public JsonNode stream(String name) {
      for (JsonNode stream : report.path("streams")) {
        if (stream.path("name").asText().equals(name)) {
          return stream;
        }
      }
      return MissingNode.getInstance();
    }
  }
}
