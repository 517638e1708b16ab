package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.sink.StreamTarget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Brings one existing table to the columns of its stream, as the stream's policy allows.
 *
 * <p>A type is widened only if each value stays equal; otherwise the old column is set aside under
 * a name of its own, with its values. No column is ever dropped.
 */
final class SchemaEvolution {
  private final Statement statement;
  private final StreamTable table;
  private final String name;
  private final Map<String, String> types;
  private final List<String> changes = new ArrayList<>();
  private final Set<String> leftOut = new LinkedHashSet<>();

  /**
   * @param name the table: the stream's, or that of an unfinished generation
   * @param types the types of the columns that it has, by lower-case name
   */
  SchemaEvolution(Statement statement, StreamTable table, String name, Map<String, String> types) {
    this.statement = statement;
    this.table = table;
    this.name = name;
    this.types = types;
  }

  /**
   * Changes the table.
   *
   * @throws AirbyteIoException if the policy does not allow it, or a key would lose its values; the
   *     caller rolls back
   */
  void apply() throws SQLException {
    for (int i : table.written()) {
      String column = table.columnName(i);
      String type = types.get(column.toLowerCase(Locale.ROOT));
      String wanted = Sql.type(table.type(i));
      if (type == null) {
        add(i, column, wanted);
      } else if (!type.equals(wanted)) {
        change(i, column, type, wanted);
      }
    }
  }

  /** What was changed, a sentence each. */
  List<String> changes() {
    return changes;
  }

  /** The fields that the policy keeps out of the table. */
  Set<String> leftOut() {
    return leftOut;
  }

  private void add(int index, String column, String type) throws SQLException {
    String field = table.columns().get(index).field();
    switch (policy()) {
      case EVOLVE -> {
        execute("ADD COLUMN " + Sql.identifier(column) + " " + type);
        changes.add("added the column " + column + " (" + type + ")");
      }
      case FREEZE -> {
        if (isKeyOrCursor(index)) {
          throw refused("the new field " + field + " is its key or cursor", "freeze");
        }
        leftOut.add(field);
        changes.add("left out the new field " + field + " (" + type + ")");
      }
      case FAIL -> throw refused("the source has a new field " + field, "fail");
    }
  }

  private void change(int index, String column, String from, String to) throws SQLException {
    String what =
        String.format("the type of the column %s has changed from %s to %s", column, from, to);
    if (policy() != SchemaChangePolicy.EVOLVE) {
      throw refused(what, policy().wireName());
    }
    String widened = widened(Sql.identifier(column), from, to);
    if (widened != null) {
      execute(
          "ALTER COLUMN " + Sql.identifier(column) + " SET DATA TYPE " + to + " USING " + widened);
      changes.add("widened the column " + column + " from " + from + " to " + to);
      return;
    }
    if (isKeyOrCursor(index)) {
      throw refused(
          what + ", and it is the key or cursor: rows could no longer be found by it", null);
    }
    String aside = free(column + "_" + from.toLowerCase(Locale.ROOT).replace(' ', '_'));
    execute("RENAME COLUMN " + Sql.identifier(column) + " TO " + Sql.identifier(aside));
    execute("ADD COLUMN " + Sql.identifier(column) + " " + to);
    types.put(aside.toLowerCase(Locale.ROOT), from);
    changes.add(what + "; the old values are in " + aside);
  }

  /** Returns the expression by which each value of the column keeps its meaning, or null. */
  private @Nullable String widened(String column, String from, String to) throws SQLException {
    switch (from + " > " + to) {
      case "BIGINT > DOUBLE":
        // Beyond 2^53 a double has no room for each integer.
        return any(column + " NOT BETWEEN -9007199254740992 AND 9007199254740992")
            ? null
            : "CAST(" + column + " AS DOUBLE)";
      case "DATE > TIMESTAMP":
        return "CAST(" + column + " AS TIMESTAMP)";
      case "DATE > TIMESTAMP WITH TIME ZONE":
        return "CAST(" + column + " AS TIMESTAMP) AT TIME ZONE 'UTC'";
      case "TIMESTAMP > TIMESTAMP WITH TIME ZONE":
        return column + " AT TIME ZONE 'UTC'";
      default:
        String text = text(column, from);
        if (to.equals("VARCHAR")) {
          return text;
        }
        if (!to.equals("JSON")) {
          return null;
        }
        return from.equals("BOOLEAN") || from.equals("BIGINT") || from.equals("DOUBLE")
            ? "CAST(" + text + " AS JSON)"
            : "to_json(" + text + ")";
    }
  }

  /** The text of a value, as the source writes values of its type. */
  private static String text(String column, String from) {
    return switch (from) {
      case "TIMESTAMP" -> "strftime(" + column + ", '%Y-%m-%dT%H:%M:%S.%f')";
      case "TIMESTAMP WITH TIME ZONE" ->
          "strftime(" + column + " AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')";
      default -> "CAST(" + column + " AS VARCHAR)";
    };
  }

  private boolean any(String condition) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT 1 FROM " + table.qualified(name) + " WHERE " + condition + " LIMIT 1")) {
      return rows.next();
    }
  }

  private String free(String wanted) {
    String free = wanted;
    for (int i = 1; types.containsKey(free.toLowerCase(Locale.ROOT)); i++) {
      free = wanted + "_" + i;
    }
    return free;
  }

  private boolean isKeyOrCursor(int index) {
    Integer cursor = table.target().cursor();
    return table.target().primaryKey().contains(index) || (cursor != null && cursor == index);
  }

  private SchemaChangePolicy policy() {
    return table.target().schemaChangePolicy();
  }

  private AirbyteIoException refused(String what, @Nullable String policy) {
    StreamTarget target = table.target();
    return new AirbyteIoException(
        Category.SINK,
        target.stream(),
        String.format(
            "Stream '%s' cannot be written: %s%s.",
            target.stream(),
            what,
            policy == null ? "" : ", and schema changes are set to " + policy),
        "Let the table evolve (--on-schema-change evolve), rename the table or the column in the database, or write to another schema.",
        null);
  }

  private void execute(String change) throws SQLException {
    statement.execute("ALTER TABLE " + table.qualified(name) + " " + change);
  }
}
