package io.github.airbyteio.sql;

import io.github.airbyteio.schema.AirbyteType;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What differs in the SQL of the stores. Immutable. */
public interface Dialect extends Serializable {
  /** The type of a column that holds these values, spelled as {@link #columns} spells it. */
  String type(AirbyteType type);

  /**
   * The name that a field, a stream or a table of ours gets where it is free: in the store's case,
   * without what the store does not allow in names, short enough. Different names may become the
   * same, but not by being shortened. Not quoted.
   */
  String name(String wanted);

  /** The same text for all names that the store does not keep apart. */
  String folded(String name);

  /**
   * The columns of a table in their order, by folded name, with their types; empty when there is no
   * such table. May run in a transaction and does not end it.
   */
  Map<String, String> columns(Connection connection, String schema, String table)
      throws SQLException;

  /**
   * The same of all tables of a schema, by folded name; empty where each table is better asked for
   * by itself.
   */
  default Optional<Map<String, Map<String, String>>> columns(Connection connection, String schema)
      throws SQLException {
    return Optional.empty();
  }

  /** Creates the schema unless it is there. */
  void createSchema(Connection connection, String schema) throws SQLException;

  /** How a target of this store names another schema, for hints. */
  default String schemaNotation() {
    return "?schema=NAME";
  }

  /**
   * What else the definition of the state's tables needs: {@code , PRIMARY KEY (…)}, or nothing.
   */
  default String uniqueStates(String columns) {
    return "";
  }

  /**
   * How a column's values keep their meaning in another type; empty if they cannot.
   *
   * @param column quoted
   */
  Optional<Widening> widening(String column, String from, String to);

  /**
   * A change of type.
   *
   * @param expression turns an old value into the new one
   * @param unless a condition on rows whose value has no place in the new type, or null
   */
  record Widening(String expression, @Nullable String unless) {
    public static Widening by(String expression) {
      return new Widening(expression, null);
    }
  }

  /**
   * The statements that change a column's type.
   *
   * @param table qualified and quoted
   * @param column quoted
   */
  default List<String> changeType(String table, String column, String to, String expression) {
    return List.of(
        "ALTER TABLE "
            + table
            + " ALTER COLUMN "
            + column
            + " SET DATA TYPE "
            + to
            + " USING "
            + expression);
  }
}
