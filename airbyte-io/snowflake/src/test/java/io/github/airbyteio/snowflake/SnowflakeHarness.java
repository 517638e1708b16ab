package io.github.airbyteio.snowflake;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.testing.sink.SinkHarness;
import io.github.airbyteio.testing.sink.StoredRow;
import io.github.airbyteio.testing.sink.TableMapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a schema back by Snowflake's own driver, whatever answers it. */
class SnowflakeHarness implements SinkHarness {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final SnowflakeSink sink;
  private Connection connection;

  SnowflakeHarness(SnowflakeSink sink) {
    this.sink = sink;
  }

  @Override
  public Sink sink() {
    return sink;
  }

  Connection connection() {
    if (connection == null) {
      connection = Driver.connect(sink);
    }
    return connection;
  }

  private String qualified(String table) {
    return SnowflakeDialect.identifier(sink.schema()) + "." + SnowflakeDialect.identifier(table);
  }

  private TableMapping mapping(String connectionId, StreamDescriptor stream) throws Exception {
    return TableMapping.read(connection(), qualified("_AIRBYTE_STREAMS"), connectionId, stream);
  }

  @Override
  public List<StoredRow> rows(String connectionId, StreamDescriptor stream) throws Exception {
    TableMapping mapping = mapping(connectionId, stream);
    Map<String, String> types =
        SnowflakeDialect.INSTANCE.columns(connection(), sink.schema(), mapping.table());
    List<String> selected = new ArrayList<>();
    types.forEach((column, type) -> selected.add(selected(column, type)));
    List<StoredRow> found = new ArrayList<>();
    try (Statement statement = connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT " + String.join(", ", selected) + " FROM " + qualified(mapping.table()))) {
      while (rows.next()) {
        found.add(row(rows, mapping, types));
      }
    }
    return found;
  }

  /** Dates and times as texts, since the driver's own classes lose digits of them. */
  private static String selected(String column, String type) {
    String name = SnowflakeDialect.identifier(column);
    return switch (type) {
      case "DATE" -> "TO_VARCHAR(" + name + ", 'YYYY-MM-DD')";
      case "TIME" -> "TO_VARCHAR(" + name + ", 'HH24:MI:SS.FF6')";
      case "TIMESTAMP_NTZ" -> "TO_VARCHAR(" + name + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.FF6')";
      default -> name;
    };
  }

  private static StoredRow row(ResultSet rows, TableMapping mapping, Map<String, String> types)
      throws Exception {
    Map<String, String> fields = mapping.fields();
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Map<String, JsonNode> ours = new LinkedHashMap<>();
    int i = 1;
    for (Map.Entry<String, String> column : types.entrySet()) {
      String name = column.getKey();
      boolean meta = ColumnNames.META_COLUMNS.contains(name.toLowerCase(Locale.ROOT));
      (meta ? ours : values)
          .put(meta ? name : fields.getOrDefault(name, "column " + name), value(rows, i++, column));
    }
    return new StoredRow(
        values,
        ours.get("_AIRBYTE_META"),
        Instant.parse(ours.get("_AIRBYTE_EXTRACTED_AT").asText()),
        ours.get("_AIRBYTE_GENERATION_ID").asLong());
  }

  private static JsonNode value(ResultSet rows, int index, Map.Entry<String, String> column)
      throws Exception {
    String text = rows.getString(index);
    if (text == null) {
      return JSON.nullNode();
    }
    return switch (column.getValue()) {
      case "VARIANT" -> JSON.readTree(text);
      case "BOOLEAN" -> JSON.valueToTree(rows.getBoolean(index));
      case "NUMBER(38,0)" -> JSON.valueToTree(rows.getBigDecimal(index));
      case "FLOAT" -> JSON.valueToTree(rows.getDouble(index));
      case "TIMESTAMP_TZ" -> JSON.valueToTree(rows.getTimestamp(index).toInstant().toString());
      case "TIMESTAMP_NTZ" -> JSON.valueToTree(text.replace(' ', 'T'));
      default -> JSON.valueToTree(text);
    };
  }

  @Override
  public String columnType(String connectionId, StreamDescriptor stream, String field)
      throws Exception {
    TableMapping mapping = mapping(connectionId, stream);
    return SnowflakeDialect.INSTANCE
        .columns(connection(), sink.schema(), mapping.table())
        .get(mapping.columns().get(field));
  }

  @Override
  public void createForeignTable(String name) throws Exception {
    SnowflakeDialect.INSTANCE.createSchema(connection(), sink.schema());
    execute("CREATE TABLE " + qualified(name.toUpperCase(Locale.ROOT)) + " (\"X\" VARCHAR)");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws Exception {
    if (connection != null) {
      connection.close();
    }
  }
}
