package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.StateTables.StoredTable;
import io.github.airbyteio.state.Scope;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Names, creates and evolves the tables of streams. */
public final class TableKeeper {
  /** How the names of the state's tables and of unfinished generations begin. */
  private static final String OURS = "_airbyte_";

  private final Connection connection;
  private final Dialect dialect;
  private final StateTables states;
  private final String schema;

  public TableKeeper(Connection connection, Dialect dialect, StateTables states, String schema) {
    this.connection = connection;
    this.dialect = dialect;
    this.states = states;
    this.schema = schema;
  }

  /** A stream's table, and what had to be changed in it. */
  record Prepared(StreamTable table, List<String> changes) {}

  /**
   * Brings the stream's table, and an unfinished generation of it, to the target's columns. A table
   * whose rows are to be replaced stays as it is: the new generation's one has the new columns.
   *
   * @throws AirbyteIoException if the table is not this connection's, or the schema has changed in
   *     a way that the policy does not allow
   */
  Prepared prepare(StreamTarget target) throws SQLException {
    Scope scope = Scope.stream(target.connectionId(), target.stream());
    Optional<StoredTable> stored = states.table(scope);
    Map<String, String> before = stored.map(StoredTable::columns).orElse(Map.of());
    String name = stored.isPresent() ? stored.get().table() : freeName(target);
    Map<String, String> names =
        ColumnNames.resolve(dialect, before, target.schema().columns(), columns(name).keySet());
    StreamTable table = new StreamTable(dialect, target, schema, name, names, Set.of());
    if (stored.isEmpty()) {
      states.insertTable(scope, new StoredTable(name, names));
    } else if (!names.equals(before)) {
      states.updateColumns(scope, names);
    }
    List<String> changes = new ArrayList<>();
    boolean evolves = target.schemaChangePolicy() == SchemaChangePolicy.EVOLVE;
    if (!target.mode().replaces() || !evolves) {
      table = table.without(evolve(table, name, changes));
    }
    create(table, name);
    evolve(table, table.generationTable(), new ArrayList<>());
    requireNoneRemoved(target, before);
    states.noteChanges(scope, changes);
    return new Prepared(table, changes);
  }

  /** A column that is gone stays in the table; only the strictest policy minds. */
  private static void requireNoneRemoved(StreamTarget target, Map<String, String> before) {
    if (target.schemaChangePolicy() != SchemaChangePolicy.FAIL) {
      return;
    }
    Set<String> gone = new LinkedHashSet<>(before.keySet());
    target.schema().columns().forEach(column -> gone.remove(column.field()));
    if (!gone.isEmpty()) {
      throw refused(
          target,
          "the source no longer has the fields " + gone + ", and schema changes are set to fail.",
          "Let the table keep them (--on-schema-change evolve or freeze).");
    }
  }

  /** The table's name for a stream that has none yet: the stream's own, its namespace before it. */
  private String freeName(StreamTarget target) throws SQLException {
    StreamDescriptor stream = target.stream();
    String wanted =
        stream.namespace() == null ? stream.name() : stream.namespace() + "_" + stream.name();
    if (wanted.toLowerCase(Locale.ROOT).startsWith(OURS)) {
      wanted = "stream" + wanted;
    }
    String name = dialect.name(wanted);
    Optional<String> owner = states.owner(name);
    if (owner.isPresent() && owner.get().startsWith(target.connectionId() + "/")) {
      // Two streams of one connection whose names differ only in case, or by the namespace's join.
      String full = stream.namespaceOrEmpty() + "\u0000" + stream.name();
      UUID hash = UUID.nameUUIDFromBytes(full.getBytes(StandardCharsets.UTF_8));
      return dialect.name(wanted + "_" + hash.toString().substring(0, 8));
    }
    if (owner.isPresent()) {
      throw refused(
          target,
          "the table " + name + " belongs to " + owner.get() + ".",
          "Use another schema ("
              + dialect.schemaNotation()
              + ") or another database for this connection.");
    }
    if (exists(name)) {
      throw refused(
          target,
          "the table " + name + " exists and was not made by this tool.",
          "Rename the table, or use another schema (" + dialect.schemaNotation() + ").");
    }
    return name;
  }

  /** Creates a table with the stream's columns, unless there is one of that name. */
  public void create(StreamTable table, String name) throws SQLException {
    execute(
        "CREATE TABLE IF NOT EXISTS " + table.qualified(name) + " (" + table.definitions() + ")");
  }

  /** Brings the stream's table to its columns, as {@link #prepare} does where rows are added. */
  public void evolve(StreamTable table) throws SQLException {
    evolve(table, table.name(), new ArrayList<>());
  }

  /** Evolves one table, if it exists; returns the fields that have no column in it. */
  private Set<String> evolve(StreamTable table, String name, List<String> changes)
      throws SQLException {
    Map<String, String> existing = columns(name);
    if (existing.isEmpty()) {
      return Set.of();
    }
    try (Statement statement = connection.createStatement()) {
      SchemaEvolution evolution = new SchemaEvolution(statement, table, name, existing);
      evolution.apply();
      changes.addAll(evolution.changes());
      return evolution.leftOut();
    }
  }

  private static AirbyteIoException refused(StreamTarget target, String why, String hint) {
    return new AirbyteIoException(
        Category.SINK,
        target.stream(),
        "Stream '" + target.stream() + "' cannot be written: " + why,
        hint,
        null);
  }

  /** The columns of a table by folded name, with their types; empty when it does not exist. */
  private Map<String, String> columns(String table) throws SQLException {
    return new HashMap<>(dialect.columns(connection, schema, table));
  }

  private boolean exists(String table) throws SQLException {
    return !columns(table).isEmpty();
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
