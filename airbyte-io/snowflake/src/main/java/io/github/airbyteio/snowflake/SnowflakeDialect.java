package io.github.airbyteio.snowflake;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sql.Dialect;
import io.github.airbyteio.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Snowflake's SQL. Names are upper-cased and quoted: so they are found without quotes too, where
 * they are plain.
 */
enum SnowflakeDialect implements Dialect {
  INSTANCE;

  static final String JSON = "VARIANT";

  private static final int MAX_NAME_CHARS = 255;
  private static final String INTEGER = "NUMBER(38,0)";
  private static final String DAY = "YYYY-MM-DD";
  private static final String TIME = "HH24:MI:SS.FF6";

  static String identifier(String name) {
    return Sql.identifier(name);
  }

  /** A text. In Snowflake's literals a backslash begins an escape. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Sixteen hexadecimal digits that stand for a text. */
  static String hash(String text) {
    UUID uuid = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    return String.format(
        Locale.ROOT, "%016X", uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits());
  }

  /**
   * All JSON is VARIANT: a field whose type changes from one kind to another keeps its column. A
   * time with an offset is text, since no type of Snowflake's has one.
   */
  @Override
  public String type(AirbyteType type) {
    return switch (type) {
      case STRING, TIME_WITH_TIMEZONE -> "VARCHAR";
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> INTEGER;
      case NUMBER -> "FLOAT";
      case DATE -> "DATE";
      case TIME_WITHOUT_TIMEZONE -> "TIME";
      case TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP_TZ";
      case TIMESTAMP_WITHOUT_TIMEZONE -> "TIMESTAMP_NTZ";
      case ARRAY, OBJECT, UNION, UNKNOWN -> JSON;
    };
  }

  @Override
  public String name(String wanted) {
    String name = wanted.replace('\u0000', '_').toUpperCase(Locale.ROOT);
    if (name.length() <= MAX_NAME_CHARS) {
      return name;
    }
    String hash = "_" + hash(name);
    int end = MAX_NAME_CHARS - hash.length();
    return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end)
        + hash;
  }

  /** Quoted names are kept apart by case. */
  @Override
  public String folded(String name) {
    return name;
  }

  /** Looks for the table first: to describe one that is not there is an error. */
  @Override
  public Map<String, String> columns(Connection connection, String schema, String table)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    String inSchema = identifier(schema);
    try (Statement statement = connection.createStatement()) {
      if (exists(statement, "TABLES", table, " IN SCHEMA " + inSchema)) {
        try (ResultSet rows =
            statement.executeQuery("DESCRIBE TABLE " + inSchema + "." + identifier(table))) {
          while (rows.next()) {
            columns.put(rows.getString("name"), withoutDefaults(rows.getString("type")));
          }
        }
      }
      return columns;
    }
  }

  /** Lengths and precisions that Snowflake adds to the types as we write them. */
  private static String withoutDefaults(String type) {
    return switch (type) {
      case "VARCHAR(16777216)", "VARCHAR(134217728)" -> "VARCHAR";
      case "TIME(9)", "TIMESTAMP_TZ(9)", "TIMESTAMP_NTZ(9)" -> type.substring(0, type.indexOf('('));
      default -> type;
    };
  }

  @Override
  public String schemaNotation() {
    return "snowflake://ACCOUNT/DATABASE/SCHEMA";
  }

  /** Who may not create schemas can still use one that is there. */
  @Override
  public void createSchema(Connection connection, String schema) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!exists(statement, "SCHEMAS", schema, "")) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + identifier(schema));
      }
      // The stages of tables are looked up in the current schema; at login there may have been
      // none.
      statement.execute("USE SCHEMA " + identifier(schema));
    }
  }

  private static boolean exists(Statement statement, String kind, String name, String where)
      throws SQLException {
    String show = "SHOW " + kind + " LIKE " + literal(pattern(name)) + where;
    try (ResultSet rows = statement.executeQuery(show)) {
      while (rows.next()) {
        if (rows.getString("name").equals(name)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A pattern that takes the name and some others: nothing in it needs an escape. */
  static String pattern(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "%");
  }

  @Override
  public Optional<Widening> widening(String column, String from, String to) {
    return switch (from + " > " + to) {
      case INTEGER + " > FLOAT" ->
          // Beyond 2^53 a double has no room for each integer.
          Optional.of(
              new Widening(
                  column + "::FLOAT",
                  column + " NOT BETWEEN -9007199254740992 AND 9007199254740992"));
      case "DATE > TIMESTAMP_NTZ", "DATE > TIMESTAMP_TZ", "TIMESTAMP_NTZ > TIMESTAMP_TZ" ->
          // The session's time zone is UTC.
          Optional.of(Widening.by(column + "::" + to));
      default -> asText(column, from, to);
    };
  }

  private static Optional<Widening> asText(String column, String from, String to) {
    if (to.equals("VARCHAR")) {
      String text = text(column, from);
      // The text of a FLOAT may have fewer digits than the number.
      return Optional.of(
          new Widening(text, from.equals("FLOAT") ? text + "::FLOAT <> " + column : null));
    }
    if (to.equals(JSON)) {
      boolean same = from.equals("BOOLEAN") || from.equals(INTEGER) || from.equals("FLOAT");
      return Optional.of(Widening.by("TO_VARIANT(" + (same ? column : text(column, from)) + ")"));
    }
    return Optional.empty();
  }

  /** The text of a value, as the source writes values of its type. */
  private static String text(String column, String from) {
    return switch (from) {
      case "VARCHAR" -> column;
      case "DATE" -> "TO_VARCHAR(" + column + ", '" + DAY + "')";
      case "TIME" -> "TO_VARCHAR(" + column + ", '" + TIME + "')";
      case "TIMESTAMP_NTZ" -> "TO_VARCHAR(" + column + ", '" + DAY + "\"T\"" + TIME + "')";
      case "TIMESTAMP_TZ" ->
          "TO_VARCHAR(CONVERT_TIMEZONE('UTC', "
              + column
              + "), '"
              + DAY
              + "\"T\""
              + TIME
              + "') || 'Z'";
      case JSON ->
          // The text of a string is without quotes, that of anything else is its JSON.
          column + "::VARCHAR";
      default -> "TO_VARCHAR(" + column + ")";
    };
  }

  /**
   * Snowflake changes no column's type, so another column takes its place. If that is cut off
   * between the two renamings, the old values stay in a column aside.
   */
  @Override
  public List<String> changeType(String table, String column, String to, String expression) {
    String key = hash(column + " " + to);
    String newer = identifier("_AIRBYTE_NEW_" + key);
    String older = identifier("_AIRBYTE_OLD_" + key);
    String alter = "ALTER TABLE " + table;
    return List.of(
        alter + " ADD COLUMN IF NOT EXISTS " + newer + " " + to,
        "UPDATE " + table + " SET " + newer + " = " + expression,
        alter + " RENAME COLUMN " + column + " TO " + older,
        alter + " RENAME COLUMN " + newer + " TO " + column,
        alter + " DROP COLUMN " + older);
  }
}
