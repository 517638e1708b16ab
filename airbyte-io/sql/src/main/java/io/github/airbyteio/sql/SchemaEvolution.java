package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.Dialect.Widening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds what brings one existing table to the columns of its stream, as the stream's policy allows;
 * changes nothing.
 *
 * <p>A type is widened only if each value stays equal; otherwise the old column is set aside under
 * a name of its own, with its values. No column is ever dropped.
 */
final class SchemaEvolution {
  private final Statement statement;
  private final StreamTable table;
  private final String name;
  private final Map<String, String> types;
  private final List<String> statements = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Set<String> leftOut = new LinkedHashSet<>();

  /**
   * @param name the table: the stream's, or that of an unfinished generation
   * @param types the types of the columns that it has, by folded name
   */
  SchemaEvolution(Statement statement, StreamTable table, String name, Map<String, String> types) {
    this.statement = statement;
    this.table = table;
    this.name = name;
    this.types = types;
  }

  /**
   * Compares the table with the stream.
   *
   * @throws AirbyteIoException if the policy does not allow the change, or a key would lose its
   *     values
   */
  void plan() throws SQLException {
    for (int i : table.written()) {
      String column = table.columnName(i);
      String type = types.get(dialect().folded(column));
      String wanted = dialect().type(table.type(i));
      if (type == null) {
        add(i, column, wanted);
      } else if (!type.equals(wanted)) {
        change(i, column, type, wanted);
      }
    }
  }

  /** The statements that change the table, in their order. */
  List<String> statements() {
    return statements;
  }

  /** What they change, a sentence each. */
  List<String> changes() {
    return changes;
  }

  /** The fields that the policy keeps out of the table. */
  Set<String> leftOut() {
    return leftOut;
  }

  private void add(int index, String column, String type) {
    String field = table.columns().get(index).field();
    switch (policy()) {
      case EVOLVE -> {
        alter("ADD COLUMN " + Sql.identifier(column) + " " + type);
        changes.add("added the column " + column + " (" + type + ")");
      }
      case FREEZE -> {
        if (isKeyOrCursor(index)) {
          throw refused("the new field " + field + " is its key or cursor", "freeze");
        }
        leftOut.add(field);
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
    Optional<Widening> widening = dialect().widening(Sql.identifier(column), from, to);
    if (widening.isPresent() && !any(widening.get().unless())) {
      String qualified = table.qualified(name);
      String expression = widening.get().expression();
      statements.addAll(dialect().changeType(qualified, Sql.identifier(column), to, expression));
      changes.add("widened the column " + column + " from " + from + " to " + to);
      return;
    }
    if (isKeyOrCursor(index)) {
      throw refused(
          what + ", and it is the key or cursor: rows could no longer be found by it", null);
    }
    String aside = free(column + "_" + from.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"));
    alter("RENAME COLUMN " + Sql.identifier(column) + " TO " + Sql.identifier(aside));
    alter("ADD COLUMN " + Sql.identifier(column) + " " + to);
    types.put(dialect().folded(aside), from);
    changes.add(what + "; the old values are in " + aside);
  }

  private boolean any(@Nullable String condition) throws SQLException {
    if (condition == null) {
      return false;
    }
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT 1 FROM " + table.qualified(name) + " WHERE " + condition + " LIMIT 1")) {
      return rows.next();
    }
  }

  private String free(String wanted) {
    String free = dialect().name(wanted);
    for (int i = 1; types.containsKey(dialect().folded(free)); i++) {
      free = dialect().name(wanted + "_" + i);
    }
    return free;
  }

  private boolean isKeyOrCursor(int index) {
    Integer cursor = table.target().cursor();
    return table.target().primaryKey().contains(index) || (cursor != null && cursor == index);
  }

  private Dialect dialect() {
    return table.dialect();
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

  private void alter(String change) {
    statements.add("ALTER TABLE " + table.qualified(name) + " " + change);
  }
}
