package io.github.airbyteio.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sql.ColumnNames;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.testing.sink.SinkHarness;
import io.github.airbyteio.testing.sink.StoredRow;
import io.github.airbyteio.testing.sink.TableMapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A schema of its own for each test, read back by plain JDBC; it is dropped behind the test. */
record PostgresHarness(PostgresSink sink) implements SinkHarness {
  private static final ObjectMapper JSON = ProtocolJson.mapper();

  /** The sink in a schema that does not exist yet. */
  static PostgresHarness of(PostgresSink sink) {
    return new PostgresHarness(sink.withSchema("test_" + UUID.randomUUID()));
  }

  private Connection connect() {
    return sink.database().connect();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Sql.identifier(sink.schema()));
      statement.execute(sql);
    }
  }

  /** The first column of a query's rows, as texts. */
  List<String> query(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Sql.identifier(sink.schema()));
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  /** The staging tables that are there. */
  List<String> staged() throws SQLException {
    return query(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, '_airbyte_stage_')"
            + " AND relnamespace = "
            + Sql.literal(Sql.identifier(sink.schema()))
            + "::regnamespace");
  }

  private TableMapping mapping(Connection connection, String connectionId, StreamDescriptor stream)
      throws Exception {
    return TableMapping.read(connection, qualified("_airbyte_streams"), connectionId, stream);
  }

  private String qualified(String table) {
    return Sql.identifier(sink.schema()) + "." + Sql.identifier(table);
  }

  @Override
  public List<StoredRow> rows(String connectionId, StreamDescriptor stream) throws Exception {
    List<StoredRow> found = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      TableMapping mapping = mapping(connection, connectionId, stream);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM " + qualified(mapping.table()))) {
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
    // By index: the driver looks names up without case, and there may be an _AIRBYTE_META too.
    Map<String, Integer> ours = new LinkedHashMap<>();
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      String column = rows.getMetaData().getColumnName(i);
      if (ColumnNames.META_COLUMNS.contains(column)) {
        ours.put(column, i);
      } else {
        values.put(fields.getOrDefault(column, "column " + column), value(rows, i));
      }
    }
    return new StoredRow(
        values,
        JSON.readTree(rows.getString(ours.get(ColumnNames.META))),
        rows.getObject(ours.get(ColumnNames.EXTRACTED_AT), OffsetDateTime.class).toInstant(),
        rows.getLong(ours.get(ColumnNames.GENERATION_ID)));
  }

  private static JsonNode value(ResultSet rows, int index) throws Exception {
    if (rows.getString(index) == null) {
      return JSON.nullNode();
    }
    return switch (rows.getMetaData().getColumnTypeName(index)) {
      case "jsonb" -> JSON.readTree(rows.getString(index));
      case "bool" -> JSON.valueToTree(rows.getBoolean(index));
      case "int8" -> JSON.valueToTree(rows.getLong(index));
      case "numeric" -> DecimalNode.valueOf(rows.getBigDecimal(index));
      case "timestamptz" ->
          text(rows.getObject(index, OffsetDateTime.class).toInstant().toString());
      case "timestamp" -> text(rows.getObject(index, LocalDateTime.class).toString());
      case "date" -> text(rows.getObject(index, LocalDate.class).toString());
      case "time" -> text(rows.getObject(index, LocalTime.class).toString());
      case "timetz" -> text(rows.getObject(index, OffsetTime.class).toString());
      default -> text(rows.getString(index));
    };
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }

  @Override
  public String columnType(String connectionId, StreamDescriptor stream, String field)
      throws Exception {
    try (Connection connection = connect()) {
      TableMapping mapping = mapping(connection, connectionId, stream);
      return PostgresDialect.INSTANCE
          .columns(connection, sink.schema(), mapping.table())
          .get(mapping.columns().get(field));
    }
  }

  /** A text that is not stored with its row leaves 18 bytes there, of 8 KiB in all. */
  @Override
  public int filledFields() {
    return 300;
  }

  @Override
  public void createForeignTable(String name) throws Exception {
    execute("CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(sink.schema()));
    execute("CREATE TABLE " + Sql.identifier(name) + " (x integer)");
  }

  @Override
  public void close() throws Exception {
    execute("DROP SCHEMA IF EXISTS " + Sql.identifier(sink.schema()) + " CASCADE");
  }
}
