package io.github.airbyteio.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The tables {@code _airbyte_state}, a row a scope, {@code _airbyte_streams}, a row a stream, and
 * {@code _airbyte_schema_changes}, a row for each change of a stream's table.
 */
public final class StateTables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String KEY = "connection_id, namespace, stream_name";

  private final Connection connection;
  private final Dialect dialect;
  private final String schema;
  private final String states;
  private final String streams;
  private final String changes;
  private boolean exist;
  private boolean keepsFields;

  /**
   * @param exist whether they are known to exist; else they are looked for
   */
  StateTables(Connection connection, Dialect dialect, String schema, boolean exist) {
    this.connection = connection;
    this.dialect = dialect;
    this.schema = schema;
    this.exist = exist;
    this.states = qualified("_airbyte_state");
    this.streams = qualified("_airbyte_streams");
    this.changes = qualified("_airbyte_schema_changes");
  }

  private String qualified(String table) {
    return Sql.identifier(schema) + "." + Sql.identifier(dialect.name(table));
  }

  void create() throws SQLException {
    String text = " " + dialect.type(AirbyteType.STRING);
    String number = " " + dialect.type(AirbyteType.INTEGER);
    String flag = " " + dialect.type(AirbyteType.BOOLEAN);
    String time = " " + dialect.type(AirbyteType.TIMESTAMP_WITH_TIMEZONE) + " NOT NULL";
    String name = text + " NOT NULL";
    String key = "connection_id" + name + ", namespace" + name + ", stream_name" + name;
    dialect.createSchema(connection, schema);
    try (Statement statement = connection.createStatement()) {
      String state =
          String.format(
              ", kind%s, state%s, token%s, seq%s NOT NULL, run_id%s, updated_at%s%s",
              text, text, name, number, name, time, dialect.uniqueStates(KEY));
      statement.execute("CREATE TABLE IF NOT EXISTS " + states + " (" + key + state + ")");
      String stream =
          String.format(
              ", table_name%s, columns%s, generation_id%s, generation_complete%s, generation_replaces%s, updated_at%s, fields%s%s",
              name, name, number, flag, flag, time, text, dialect.uniqueStates(KEY));
      statement.execute("CREATE TABLE IF NOT EXISTS " + streams + " (" + key + stream + ")");
      if (!keepsFields()) {
        statement.execute("ALTER TABLE " + streams + " ADD COLUMN fields" + text);
        keepsFields = true;
      }
      String change = ", change" + name + ", changed_at" + time;
      statement.execute("CREATE TABLE IF NOT EXISTS " + changes + " (" + key + change + ")");
    }
    exist = true;
  }

  /** Whether the table has a column for fields: of an old version it has not. */
  private boolean keepsFields() throws SQLException {
    keepsFields =
        keepsFields
            || dialect
                .columns(connection, schema, dialect.name("_airbyte_streams"))
                .containsKey(dialect.folded(dialect.name("fields")));
    return keepsFields;
  }

  /**
   * Takes the rows of a connection's streams, so that another transaction that does the same waits
   * until this one has ended, and then sees what it has written.
   */
  public void lock(String connectionId) throws SQLException {
    if (!exist()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE " + streams + " SET updated_at = CURRENT_TIMESTAMP WHERE connection_id = ?")) {
      update.setString(1, connectionId);
      update.executeUpdate();
    }
  }

  /** Keeps what was changed in a stream's table. */
  void noteChanges(Scope stream, List<String> notes) throws SQLException {
    if (notes.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + changes + " VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)")) {
      for (String note : notes) {
        bind(insert, stream);
        insert.setString(4, note);
        insert.executeUpdate();
      }
    }
  }

  private boolean exist() throws SQLException {
    exist =
        exist
            || !dialect.columns(connection, schema, dialect.name("_airbyte_state")).isEmpty()
                && !dialect.columns(connection, schema, dialect.name("_airbyte_streams")).isEmpty();
    return exist;
  }

  public Map<Scope, StoredState> states(String connectionId) throws SQLException {
    return states(connectionId, null);
  }

  /** The state of one scope, or null. */
  @Nullable StoredState state(Scope scope) throws SQLException {
    return states(scope.connectionId(), scope).get(scope);
  }

  private Map<Scope, StoredState> states(String connectionId, @Nullable Scope only)
      throws SQLException {
    Map<Scope, StoredState> found = new TreeMap<>();
    if (!exist()) {
      return found;
    }
    String where = only == null ? "" : " AND namespace = ? AND stream_name = ?";
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT namespace, stream_name, kind, state, token, seq, run_id FROM "
                + states
                + " WHERE connection_id = ?"
                + where)) {
      if (only == null) {
        query.setString(1, connectionId);
      } else {
        bind(query, only);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          StreamDescriptor stream = stream(rows);
          Scope scope =
              stream == null ? Scope.connection(connectionId) : Scope.stream(connectionId, stream);
          String json = rows.getString(4);
          AirbyteState state =
              json == null ? null : AirbyteState.of(kind(rows.getString(3)), stream, json);
          found.put(
              scope, StoredState.of(state, rows.getString(5), rows.getLong(6), rows.getString(7)));
        }
      }
    }
    return found;
  }

  private static AirbyteState.Kind kind(String name) {
    return AirbyteState.Kind.valueOf(name);
  }

  private static @Nullable StreamDescriptor stream(ResultSet rows) throws SQLException {
    String name = rows.getString(2);
    return name.isEmpty() ? null : StreamDescriptor.of(rows.getString(1), name);
  }

  void store(Scope scope, StoredState row) throws SQLException {
    delete(states, scope);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + states + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP)")) {
      bind(insert, scope);
      AirbyteState state = row.state();
      insert.setString(4, state == null ? null : state.kind().name());
      insert.setString(5, state == null ? null : state.json());
      insert.setString(6, row.token());
      insert.setLong(7, row.seq());
      insert.setString(8, row.runId());
      insert.executeUpdate();
    }
  }

  /** Forgets the state of a scope and the generations of its streams. */
  void reset(Scope scope) throws SQLException {
    if (!exist()) {
      return;
    }
    delete(states, scope);
    String where =
        " WHERE connection_id = ?"
            + (scope.stream() == null ? "" : " AND namespace = ? AND stream_name = ?");
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE " + streams + " SET generation_complete = true" + where)) {
      update.setString(1, scope.connectionId());
      if (scope.stream() != null) {
        update.setString(2, scope.stream().namespaceOrEmpty());
        update.setString(3, scope.stream().name());
      }
      update.executeUpdate();
    }
  }

  private void delete(String table, Scope scope) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM "
                + table
                + " WHERE connection_id = ? AND namespace = ? AND stream_name = ?")) {
      bind(delete, scope);
      delete.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Scope scope) throws SQLException {
    StreamDescriptor stream = scope.stream();
    statement.setString(1, scope.connectionId());
    statement.setString(2, stream == null ? "" : stream.namespaceOrEmpty());
    statement.setString(3, stream == null ? "" : stream.name());
  }

  public Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
      throws SQLException {
    Map<StreamDescriptor, StoredGeneration> found = new TreeMap<>();
    if (!exist()) {
      return found;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT namespace, stream_name, generation_id, generation_complete, generation_replaces FROM "
                + streams
                + " WHERE connection_id = ? AND generation_id IS NOT NULL")) {
      query.setString(1, connectionId);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(
              StreamDescriptor.of(rows.getString(1), rows.getString(2)),
              StoredGeneration.of(rows.getLong(3), rows.getBoolean(4), rows.getBoolean(5)));
        }
      }
    }
    return found;
  }

  void storeGeneration(Scope stream, StoredGeneration generation) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE "
                + streams
                + " SET generation_id = ?, generation_complete = ?, generation_replaces = ?, updated_at = CURRENT_TIMESTAMP"
                + " WHERE connection_id = ? AND namespace = ? AND stream_name = ?")) {
      update.setLong(1, generation.id());
      update.setBoolean(2, generation.complete());
      update.setBoolean(3, generation.replaces());
      update.setString(4, stream.connectionId());
      update.setString(5, stream.stream().namespaceOrEmpty());
      update.setString(6, stream.stream().name());
      update.executeUpdate();
    }
  }

  /**
   * What is stored of a stream's table.
   *
   * @param columns the columns of all fields there ever were
   * @param fields the fields of the last sync with the store's types; null where a version has
   *     written the row that did not keep them
   */
  record StoredTable(
      String table, Map<String, String> columns, @Nullable Map<String, String> fields) {}

  /** The tables of a connection's streams. */
  Map<StreamDescriptor, StoredTable> tables(String connectionId) throws SQLException {
    Map<StreamDescriptor, StoredTable> found = new HashMap<>();
    if (!exist()) {
      return found;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT namespace, stream_name, table_name, columns, "
                + (keepsFields() ? "fields" : "NULL")
                + " FROM "
                + streams
                + " WHERE connection_id = ?")) {
      query.setString(1, connectionId);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(
              StreamDescriptor.of(rows.getString(1), rows.getString(2)),
              new StoredTable(
                  rows.getString(3), texts(rows.getString(4)), texts(rows.getString(5))));
        }
      }
    }
    return found;
  }

  /** The owners of all tables, connection and stream, by the table's folded name. */
  Map<String, String> owners() throws SQLException {
    Map<String, String> owners = new HashMap<>();
    if (!exist()) {
      return owners;
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT table_name, connection_id || '/' || stream_name FROM " + streams)) {
      while (rows.next()) {
        owners.put(dialect.folded(rows.getString(1)), rows.getString(2));
      }
    }
    return owners;
  }

  void insertTable(Scope stream, StoredTable table) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + streams
                + " VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, CURRENT_TIMESTAMP, ?)")) {
      bind(insert, stream);
      insert.setString(4, table.table());
      insert.setString(5, json(table.columns()));
      insert.setString(6, json(table.fields()));
      insert.executeUpdate();
    }
  }

  void updateTable(Scope stream, StoredTable table) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE "
                + streams
                + " SET columns = ?, fields = ? WHERE connection_id = ? AND namespace = ? AND stream_name = ?")) {
      update.setString(1, json(table.columns()));
      update.setString(2, json(table.fields()));
      update.setString(3, stream.connectionId());
      update.setString(4, stream.stream().namespaceOrEmpty());
      update.setString(5, stream.stream().name());
      update.executeUpdate();
    }
  }

  private static String json(Map<String, String> columns) {
    try {
      return JSON.writeValueAsString(columns);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts is always JSON.", e);
    }
  }

  private static @Nullable Map<String, String> texts(@Nullable String json) throws SQLException {
    if (json == null) {
      return null;
    }
    try {
      return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new SQLException("_airbyte_streams holds no mapping.", e);
    }
  }
}
