package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.duckdb.DuckDbQuery;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.duckdb.ResultValue;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.LineReader;
import io.github.airbyteio.protocol.MessageParser;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.testing.sink.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Airbyte's own source of values that warehouses get wrong, end to end: each value that it writes
 * is in the table as it was written.
 */
class SmokeTestIT {
  private static final String VERSION = "0.1.2";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  @TempDir Path folder;

  @Test
  void eachValueOfEachScenarioComesBackEqual() throws Exception {
    ObjectNode config = JSON.createObjectNode().put("all_slow_streams", true);
    CommandLineRun sync =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "pypi:airbyte-source-smoke-test==" + VERSION,
            "--config",
            config.toString(),
            "--to",
            "duckdb:smoke.duckdb");
    assertThat(sync.await()).as(sync.story()).isZero();

    ConnectorRuntime runtime =
        new ConnectorRuntime(Connector.pypi("airbyte-source-smoke-test").version(VERSION));
    AirbyteCatalog catalog = runtime.discover(config);
    Map<String, List<JsonNode>> written = written(runtime, config, catalog);
    // The version is pinned: a stream for each scenario, one of them empty.
    assertThat(catalog.streams()).hasSize(22);
    assertThat(written).hasSize(21);
    assertThat(written.get("large_batch_stream")).hasSize(1_000);
    List<String> differences = new ArrayList<>();
    for (AirbyteStream stream : catalog.streams()) {
      compare(stream, written.getOrDefault(stream.descriptor().name(), List.of()), differences);
    }
    assertThat(differences).isEmpty();
  }

  /** What the connector writes, of each key the last record. */
  private static Map<String, List<JsonNode>> written(
      ConnectorRuntime runtime, ObjectNode config, AirbyteCatalog catalog) throws Exception {
    Map<String, Map<String, JsonNode>> byKey = new LinkedHashMap<>();
    try (ConnectorProcess process =
        runtime.read(config, StreamSelection.all().configure(catalog), Map.of(), null)) {
      LineReader lines = new LineReader(process.stdout(), 1 << 26);
      int number = 0;
      while (lines.next()) {
        for (AirbyteMessage message :
            MessageParser.parse(lines.buffer(), lines.start(), lines.end())) {
          if (message instanceof AirbyteMessage.Record record) {
            JsonNode data = JSON.readTree(record.json()).at("/record/data");
            String key = data.has("id") ? data.get("id").toString() : "record " + number++;
            byKey
                .computeIfAbsent(record.stream().name(), name -> new LinkedHashMap<>())
                .put(key, data);
          }
        }
      }
    }
    Map<String, List<JsonNode>> written = new LinkedHashMap<>();
    byKey.forEach((stream, records) -> written.put(stream, List.copyOf(records.values())));
    return written;
  }

  private void compare(AirbyteStream stream, List<JsonNode> written, List<String> differences)
      throws Exception {
    String name = stream.descriptor().name();
    JsonNode mapping =
        query("SELECT table_name, columns FROM _airbyte_streams WHERE stream_name = '" + name + "'")
            .get(0);
    List<JsonNode> rows = query("SELECT * FROM \"" + mapping.get("table_name").asText() + "\"");
    assertThat(rows).as(name).hasSameSizeAs(written);
    StreamSchema schema = StreamSchema.fromJsonSchema(stream.jsonSchema());
    JsonNode columns = mapping.get("columns");
    JsonNode byField = columns.isTextual() ? JSON.readTree(columns.asText()) : columns;
    List<JsonNode> left = new ArrayList<>(rows);
    for (JsonNode record : written) {
      List<String> closest = null;
      for (JsonNode row : left) {
        List<String> found = differences(schema, byField, record, row);
        closest = closest == null || found.size() < closest.size() ? found : closest;
        if (found.isEmpty()) {
          left.remove(row);
          break;
        }
      }
      if (closest != null) {
        closest.forEach(difference -> differences.add(name + "." + difference));
      }
    }
  }

  private static List<String> differences(
      StreamSchema schema, JsonNode columns, JsonNode record, JsonNode row) {
    List<String> differences = new ArrayList<>();
    for (Column column : schema.columns()) {
      JsonNode value = record.path(column.field());
      JsonNode stored = row.path(columns.path(column.field()).asText());
      boolean equal =
          value.isMissingNode()
              ? stored.isNull()
              : !stored.isMissingNode() && Values.equal(column.type(), value, stored);
      if (!equal) {
        differences.add(
            String.format("%s: %.80s is stored as %.80s", column.field(), value, stored));
      }
    }
    return differences;
  }

  private List<JsonNode> query(String sql) throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    try (DuckDbQuery query = DuckDbSink.to(folder.resolve("smoke.duckdb").toString()).query(sql)) {
      while (query.next()) {
        List<ResultValue> values = query.row();
        ObjectNode row = JSON.createObjectNode();
        for (int i = 0; i < query.columns().size(); i++) {
          ResultValue value = values.get(i);
          row.set(
              query.columns().get(i),
              value == null
                  ? JSON.nullNode()
                  : value.json() ? JSON.readTree(value.text()) : JSON.valueToTree(value.text()));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
