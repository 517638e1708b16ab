package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sql.Dialect;
import io.github.airbyteio.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** DuckDB's SQL. It takes any character but U+0000 in names. */
enum DuckDbDialect implements Dialect {
  INSTANCE;

  /** A time with an offset is text: DuckDB's own drops the offset in casts. */
  @Override
  public String type(AirbyteType type) {
    return switch (type) {
      case STRING, TIME_WITH_TIMEZONE -> "VARCHAR";
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "BIGINT";
      case NUMBER -> "DOUBLE";
      case DATE -> "DATE";
      case TIME_WITHOUT_TIMEZONE -> "TIME";
      case TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP WITH TIME ZONE";
      case TIMESTAMP_WITHOUT_TIMEZONE -> "TIMESTAMP";
      case ARRAY, OBJECT, UNION, UNKNOWN -> "JSON";
    };
  }

  @Override
  public String name(String wanted) {
    return wanted.replace("\u0000", "_");
  }

  /** DuckDB takes names for the same that differ in the case of the letters A to Z alone. */
  @Override
  public String folded(String name) {
    StringBuilder folded = new StringBuilder(name);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return folded.toString();
  }

  @Override
  public Map<String, String> columns(Connection connection, String schema, String table)
      throws SQLException {
    // lower() takes more names for the same than DuckDB does where it looks tables up.
    return columns(connection, schema, " AND lower(table_name) = lower(?)", table)
        .getOrDefault(folded(table), Map.of());
  }

  /** To find one table DuckDB goes through all columns that it has. */
  @Override
  public Optional<Map<String, Map<String, String>>> columns(Connection connection, String schema)
      throws SQLException {
    return Optional.of(columns(connection, schema, "", null));
  }

  private Map<String, Map<String, String>> columns(
      Connection connection, String schema, String condition, @Nullable String table)
      throws SQLException {
    Map<String, Map<String, String>> tables = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() AND schema_name"
                + " = ?"
                + condition
                + " ORDER BY column_index")) {
      query.setString(1, schema);
      if (table != null) {
        query.setString(2, table);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          tables
              .computeIfAbsent(folded(rows.getString(1)), name -> new LinkedHashMap<>())
              .put(folded(rows.getString(2)), rows.getString(3));
        }
      }
    }
    return tables;
  }

  @Override
  public void createSchema(Connection connection, String schema) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(schema));
    }
  }

  @Override
  public String schemaNotation() {
    return "duckdb:FILE?schema=NAME";
  }

  @Override
  public Optional<Widening> widening(String column, String from, String to) {
    return switch (from + " > " + to) {
      case "BIGINT > DOUBLE" ->
          // Beyond 2^53 a double has no room for each integer.
          Optional.of(
              new Widening(
                  "CAST(" + column + " AS DOUBLE)",
                  column + " NOT BETWEEN -9007199254740992 AND 9007199254740992"));
      case "DATE > TIMESTAMP" -> Optional.of(Widening.by("CAST(" + column + " AS TIMESTAMP)"));
      case "DATE > TIMESTAMP WITH TIME ZONE" ->
          Optional.of(Widening.by("CAST(" + column + " AS TIMESTAMP) AT TIME ZONE 'UTC'"));
      case "TIMESTAMP > TIMESTAMP WITH TIME ZONE" ->
          Optional.of(Widening.by(column + " AT TIME ZONE 'UTC'"));
      default -> asText(column, from, to);
    };
  }

  private static Optional<Widening> asText(String column, String from, String to) {
    String text = text(column, from);
    return switch (to) {
      case "VARCHAR" -> Optional.of(Widening.by(text));
      case "JSON" ->
          Optional.of(
              Widening.by(
                  from.equals("BOOLEAN") || from.equals("BIGINT") || from.equals("DOUBLE")
                      ? "CAST(" + text + " AS JSON)"
                      : "to_json(" + text + ")"));
      default -> Optional.empty();
    };
  }

  /** The text of a value, as the source writes values of its type. */
  private static String text(String column, String from) {
    return switch (from) {
      case "TIMESTAMP" -> "strftime(" + column + ", '%Y-%m-%dT%H:%M:%S.%f')";
      case "TIMESTAMP WITH TIME ZONE" ->
          "strftime(" + column + " AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')";
      case "JSON" ->
          String.format(
              "CASE WHEN json_type(%1$s) = 'VARCHAR' THEN %1$s ->> '$' ELSE CAST(%1$s AS VARCHAR) END",
              column);
      default -> "CAST(" + column + " AS VARCHAR)";
    };
  }
}
