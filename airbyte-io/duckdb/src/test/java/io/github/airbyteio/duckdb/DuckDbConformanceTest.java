package io.github.airbyteio.duckdb;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import io.github.airbyteio.testing.sink.StoredRow;
import io.github.airbyteio.testing.sink.TableMapping;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The suite on a DuckDB file, read back by DuckDB's own driver. */
@Execution(ExecutionMode.CONCURRENT)
class DuckDbConformanceTest extends SinkConformanceTest {
  @TempDir Path folder;

  @Override
  protected SinkHarness open() {
    Path file = folder.resolve("conformance.duckdb");
    return new Harness(file, DuckDbSink.to(file.toString()));
  }

  @Test
  void eachTypeHasTheColumnTypeThatTheDocumentationNames() {
    Map<AirbyteType, String> types = new EnumMap<>(AirbyteType.class);
    for (AirbyteType type : AirbyteType.values()) {
      types.put(type, DuckDbDialect.INSTANCE.type(type));
    }
    assertThat(types)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                entry(AirbyteType.STRING, "VARCHAR"),
                entry(AirbyteType.BOOLEAN, "BOOLEAN"),
                entry(AirbyteType.DATE, "DATE"),
                entry(AirbyteType.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE"),
                entry(AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE, "TIMESTAMP"),
                entry(AirbyteType.TIME_WITH_TIMEZONE, "VARCHAR"),
                entry(AirbyteType.TIME_WITHOUT_TIMEZONE, "TIME"),
                entry(AirbyteType.INTEGER, "BIGINT"),
                entry(AirbyteType.NUMBER, "DOUBLE"),
                entry(AirbyteType.ARRAY, "JSON"),
                entry(AirbyteType.OBJECT, "JSON"),
                entry(AirbyteType.UNION, "JSON"),
                entry(AirbyteType.UNKNOWN, "JSON")));
  }

  /** A sink whose tables are in a file. */
  record Harness(Path file, Sink sink) implements SinkHarness {
    private static final ObjectMapper JSON =
        new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:duckdb:" + file);
    }

    private TableMapping mapping(
        Connection connection, String connectionId, StreamDescriptor stream) throws Exception {
      return TableMapping.read(connection, "_airbyte_streams", connectionId, stream);
    }

    @Override
    public List<StoredRow> rows(String connectionId, StreamDescriptor stream) throws Exception {
      List<StoredRow> found = new ArrayList<>();
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        TableMapping mapping = mapping(connection, connectionId, stream);
        try (ResultSet rows =
            statement.executeQuery("SELECT * FROM " + Sql.identifier(mapping.table()))) {
          while (rows.next()) {
            found.add(row(rows, mapping));
          }
        }
      }
      return found;
    }

    private static StoredRow row(ResultSet rows, TableMapping mapping) throws Exception {
      Map<String, String> fields = mapping.fields();
      Map<String, JsonNode> values = new LinkedHashMap<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        String column = rows.getMetaData().getColumnName(i);
        if (!ColumnNames.META_COLUMNS.contains(column)) {
          values.put(fields.getOrDefault(column, "column " + column), value(rows, i));
        }
      }
      return new StoredRow(
          values,
          JSON.readTree(rows.getString("_airbyte_meta")),
          rows.getObject("_airbyte_extracted_at", OffsetDateTime.class).toInstant(),
          rows.getLong("_airbyte_generation_id"));
    }

    private static JsonNode value(ResultSet rows, int index) throws Exception {
      if (rows.getObject(index) == null) {
        return JSON.nullNode();
      }
      return switch (rows.getMetaData().getColumnTypeName(index)) {
        case "JSON" -> JSON.readTree(rows.getString(index));
        case "BOOLEAN" -> JSON.valueToTree(rows.getBoolean(index));
        case "BIGINT" -> JSON.valueToTree(rows.getLong(index));
        case "DOUBLE" -> JSON.valueToTree(rows.getDouble(index));
        case "TIMESTAMP WITH TIME ZONE" ->
            JSON.valueToTree(rows.getObject(index, OffsetDateTime.class).toInstant().toString());
        case "TIMESTAMP" -> JSON.valueToTree(rows.getObject(index, LocalDateTime.class).toString());
        case "DATE" -> JSON.valueToTree(rows.getObject(index).toString());
        default -> JSON.valueToTree(rows.getString(index));
      };
    }

    @Override
    public String columnType(String connectionId, StreamDescriptor stream, String field)
        throws Exception {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        TableMapping mapping = mapping(connection, connectionId, stream);
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT typeof("
                    + Sql.identifier(mapping.columns().get(field))
                    + ") FROM "
                    + Sql.identifier(mapping.table()))) {
          rows.next();
          return rows.getString(1);
        }
      }
    }

    @Override
    public void createForeignTable(String name) throws Exception {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE " + Sql.identifier(name) + " (x INTEGER)");
      }
    }

    @Override
    public void close() {}
  }
}
