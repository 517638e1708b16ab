package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.StateTables.StoredTable;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Names, creates and evolves the tables of streams. */
public final class TableKeeper {
  /** How the names of the state's tables and of unfinished generations begin. */
  private static final String OURS = "_airbyte_";

  static final String CREATE_IF_MISSING = "CREATE TABLE IF NOT EXISTS ";

  private final Connection connection;
  private final Dialect dialect;
  private final StateTables states;
  private final String schema;

  /** Whose the tables are, by folded name, those that were looked at here included. */
  private @Nullable Map<String, String> owners;

  /** The columns of all tables by folded name; null: not known, or no longer. */
  private @Nullable Map<String, Map<String, String>> known;

  /** What is stored of the tables of connections before this changes any, by connection id. */
  private final Map<String, Map<StreamDescriptor, StoredTable>> stored = new HashMap<>();

  public TableKeeper(Connection connection, Dialect dialect, StateTables states, String schema) {
    this.connection = connection;
    this.dialect = dialect;
    this.states = states;
    this.schema = schema;
  }

  /** Reads the columns of all tables, if the store tells them at once, until one is changed. */
  void lookAtAll() throws SQLException {
    known = dialect.columns(connection, schema).orElse(null);
  }

  /**
   * A stream's table, and what is to be done to it.
   *
   * @param before what is stored of it; null: nothing
   * @param now what is to be stored of it
   * @param exists whether there is a table
   * @param changes what is told of it, a sentence each
   * @param statements what creates or changes the table
   */
  record Prepared(
      StreamTable table,
      @Nullable StoredTable before,
      StoredTable now,
      boolean exists,
      List<String> changes,
      List<String> statements) {}

  /**
   * Finds what brings the stream's table, and an unfinished generation of it, to the target's
   * columns. A table whose rows are to be replaced stays as it is: the new generation's one has the
   * new columns. Writes to the state's tables alone; the statements are left to the caller, who has
   * other streams checked first.
   *
   * @throws AirbyteIoException if the table is not this connection's, or is gone, or the schema has
   *     changed in a way that the policy does not allow
   */
  Prepared prepare(StreamTarget target) throws SQLException {
    Prepared stream = look(target);
    Scope scope = Scope.stream(target.connectionId(), target.stream());
    if (stream.before() == null) {
      states.insertTable(scope, stream.now());
    } else if (!stream.before().equals(stream.now())) {
      states.updateTable(scope, stream.now());
    }
    states.noteChanges(scope, stream.changes());
    return stream;
  }

  /** The same, and nothing is written at all. */
  Prepared look(StreamTarget target) throws SQLException {
    StoredTable before = storedTable(target);
    String name = before == null ? freeName(target) : before.table();
    Map<String, String> existing = columns(name);
    if (before != null && existing.isEmpty()) {
      requireNoState(target, name);
    }
    Map<String, String> names =
        ColumnNames.resolve(
            dialect,
            before == null ? Map.of() : before.columns(),
            target.schema().columns(),
            existing.keySet());
    StoredTable now = new StoredTable(name, names, fields(target));
    SchemaDiff diff = SchemaDiff.between(before == null ? null : before.fields(), now.fields());
    if (target.schemaChangePolicy() == SchemaChangePolicy.FAIL && !diff.isEmpty()) {
      throw refused(
          target,
          diff.inWords() + ", and schema changes are set to fail.",
          "Let the table follow (--on-schema-change evolve), or leave new fields out (freeze).");
    }
    StreamTable table = new StreamTable(dialect, target, schema, name, names, Set.of());
    List<String> changes = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    if (target.mode().replaces() && target.schemaChangePolicy() == SchemaChangePolicy.EVOLVE) {
      changes.addAll(diff.ofReplacedTable());
    } else {
      SchemaEvolution evolution = plan(table, name, existing);
      table = table.without(evolution.leftOut());
      statements.addAll(evolution.statements());
      changes.addAll(evolution.changes());
      changes.addAll(told(table, diff, existing));
    }
    statements.add(createIfMissing(table, name));
    String generation = table.generationTable();
    statements.addAll(plan(table, generation, columns(generation)).statements());
    owners().put(dialect.folded(name), owner(target));
    return new Prepared(table, before, now, !existing.isEmpty(), changes, statements);
  }

  private @Nullable StoredTable storedTable(StreamTarget target) throws SQLException {
    Map<StreamDescriptor, StoredTable> tables = stored.get(target.connectionId());
    if (tables == null) {
      tables = states.tables(target.connectionId());
      stored.put(target.connectionId(), tables);
    }
    return tables.get(target.stream());
  }

  /** The stream's fields with the types that the store has for them. */
  private Map<String, String> fields(StreamTarget target) {
    Map<String, String> fields = new LinkedHashMap<>();
    target
        .schema()
        .columns()
        .forEach(column -> fields.put(column.field(), dialect.type(column.type())));
    return fields;
  }

  /** What is told beside the changes of the table itself. */
  private List<String> told(StreamTable table, SchemaDiff diff, Map<String, String> existing) {
    List<String> told = new ArrayList<>();
    diff.added()
        .forEach(
            (field, type) -> {
              if (table.leftOut().contains(field)) {
                told.add("left out the new field " + field + " (" + type + ")");
              } else if (existing.containsKey(dialect.folded(table.names().get(field)))) {
                told.add("the field " + field + " is back, in its column");
              }
            });
    told.addAll(diff.ofRemovedFields());
    return told;
  }

  /** A state without its table would be continued by a table with the newest rows only. */
  private void requireNoState(StreamTarget target, String name) throws SQLException {
    if (target.mode().replaces()) {
      return;
    }
    Map<Scope, StoredState> stored = states.states(target.connectionId());
    for (Scope scope :
        List.of(
            Scope.stream(target.connectionId(), target.stream()),
            Scope.connection(target.connectionId()))) {
      if (stored.containsKey(scope) && stored.get(scope).state() != null) {
        throw refused(
            target,
            "its table "
                + name
                + " is gone, but the stored state says that it holds all that was read before.",
            "Restore the table; or forget the state, and the stream is read anew: airbyteio state reset.");
      }
    }
  }

  private Map<String, String> owners() throws SQLException {
    if (owners == null) {
      owners = states.owners();
    }
    return owners;
  }

  private static String owner(StreamTarget target) {
    return target.connectionId() + "/" + target.stream().name();
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
    String owner = owners().get(dialect.folded(name));
    if (owner != null && owner.startsWith(target.connectionId() + "/")) {
      // Two streams of one connection whose names differ only in case, or by the namespace's join.
      String full = stream.namespaceOrEmpty() + "\u0000" + stream.name();
      UUID hash = UUID.nameUUIDFromBytes(full.getBytes(StandardCharsets.UTF_8));
      return dialect.name(wanted + "_" + hash.toString().substring(0, 8));
    }
    if (owner != null) {
      throw refused(
          target,
          "the table " + name + " belongs to " + owner + ".",
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
    execute(createIfMissing(table, name));
  }

  private static String createIfMissing(StreamTable table, String name) {
    return CREATE_IF_MISSING + table.qualified(name) + " (" + table.definitions() + ")";
  }

  /** Brings the stream's table to its columns, as {@link #prepare} does where rows are added. */
  public void evolve(StreamTable table) throws SQLException {
    for (String change : plan(table, table.name(), columns(table.name())).statements()) {
      execute(change);
    }
  }

  /** Finds what one table lacks, if it exists. */
  private SchemaEvolution plan(StreamTable table, String name, Map<String, String> existing)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SchemaEvolution evolution =
          new SchemaEvolution(statement, table, name, new HashMap<>(existing));
      if (!existing.isEmpty()) {
        evolution.plan();
      }
      return evolution;
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
    return new HashMap<>(
        known == null
            ? dialect.columns(connection, schema, table)
            : known.getOrDefault(dialect.folded(table), Map.of()));
  }

  private boolean exists(String table) throws SQLException {
    return !columns(table).isEmpty();
  }

  public void execute(String sql) throws SQLException {
    known = null;
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
