package io.github.airbyteio.postgres;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sql.Dialect;
import io.github.airbyteio.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Postgres' SQL: names are quoted and so keep their case; they have 63 bytes at most. */
enum PostgresDialect implements Dialect {
  INSTANCE;

  static final String TEXT = "text";
  private static final String TIMESTAMP = "timestamp without time zone";
  private static final String TIMESTAMP_ZONED = "timestamp with time zone";

  private static final int MAX_NAME_BYTES = 63;
  private static final int HASH_CHARS = 12;

  /** The last of the state's tables to be created. */
  private static final String LAST_CREATED = "_airbyte_schema_changes";

  /** Columns that each table has already. */
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  /** As Postgres' own {@code format_type} spells them. */
  @Override
  public String type(AirbyteType type) {
    return switch (type) {
      case STRING -> TEXT;
      case BOOLEAN -> "boolean";
      case INTEGER -> "bigint";
      case NUMBER -> "numeric";
      case DATE -> "date";
      case TIME_WITH_TIMEZONE -> "time with time zone";
      case TIME_WITHOUT_TIMEZONE -> "time without time zone";
      case TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_ZONED;
      case TIMESTAMP_WITHOUT_TIMEZONE -> TIMESTAMP;
      case ARRAY, OBJECT, UNION, UNKNOWN -> "jsonb";
    };
  }

  /** Postgres itself would cut a long name without more than a notice: two would become one. */
  @Override
  public String name(String wanted) {
    String name = wanted.replace("\u0000", "_");
    if (SYSTEM_COLUMNS.contains(name)) {
      return name + "_";
    }
    if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
      return name;
    }
    int bytes = 0;
    int end = 0;
    while (true) {
      int next = end + Character.charCount(name.codePointAt(end));
      bytes += name.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_NAME_BYTES - HASH_CHARS - 1) {
        return name.substring(0, end) + "_" + Hash.hex(name, HASH_CHARS);
      }
      end = next;
    }
  }

  @Override
  public String folded(String name) {
    return name;
  }

  @Override
  public Map<String, String> columns(Connection connection, String schema, String table)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT"
                + " a.attisdropped ORDER BY a.attnum")) {
      query.setString(1, schema);
      query.setString(2, table);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          columns.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return columns;
  }

  /**
   * {@code IF NOT EXISTS} fails if another session creates the same at the same time: one after
   * another they do not, until the transaction ends. And it asks for a right to create even where
   * the schema is there.
   */
  @Override
  public void createSchema(Connection connection, String schema) throws SQLException {
    if (!columns(connection, schema, LAST_CREATED).isEmpty()) {
      return; // Nothing will be created, so no one has to wait.
    }
    lockNames(connection, schema);
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT 1 FROM pg_namespace WHERE nspname = " + Sql.literal(schema))) {
        if (rows.next()) {
          return;
        }
      }
      statement.execute("CREATE SCHEMA " + Sql.identifier(schema));
    }
  }

  /** Lets one transaction at a time create tables in the schema. */
  static void lockNames(Connection connection, String schema) throws SQLException {
    lock(connection, "names " + schema);
  }

  /**
   * Lets one transaction at a time write states of a connection. Rows are not locked for that: two
   * transactions could lock several of them in different orders and wait for each other.
   */
  static void lockStates(Connection connection, String schema, String connectionId)
      throws SQLException {
    lock(connection, "states " + schema + "\u0000" + connectionId);
  }

  private static void lock(Connection connection, String what) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + Hash.number(what) + ")");
    }
  }

  @Override
  public String uniqueStates(String columns) {
    return ", PRIMARY KEY (" + columns + ")";
  }

  @Override
  public Optional<Widening> widening(String column, String from, String to) {
    return switch (from + " > " + to) {
      case "bigint > numeric" -> Optional.of(Widening.by(column + "::numeric"));
      case "date > " + TIMESTAMP -> Optional.of(Widening.by(column + "::timestamp"));
      case "date > " + TIMESTAMP_ZONED ->
          Optional.of(Widening.by(column + "::timestamp AT TIME ZONE 'UTC'"));
      case TIMESTAMP + " > " + TIMESTAMP_ZONED ->
          Optional.of(Widening.by(column + " AT TIME ZONE 'UTC'"));
      default ->
          switch (to) {
            case TEXT -> Optional.of(Widening.by(text(column, from)));
            case "jsonb" -> Optional.of(Widening.by("to_jsonb(" + json(column, from) + ")"));
            default -> Optional.empty();
          };
    };
  }

  /** What becomes JSON of the same kind. */
  private static String json(String column, String from) {
    return switch (from) {
      case "boolean", "bigint", "numeric" -> column;
      default -> text(column, from);
    };
  }

  /** The text of a value, as the source writes values of its type. */
  private static String text(String column, String from) {
    return switch (from) {
      case "date" -> "to_char(" + column + ", 'YYYY-MM-DD')";
      case TIMESTAMP -> "to_char(" + column + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";
      case TIMESTAMP_ZONED ->
          "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
      // Postgres leaves minutes out of an offset that has none.
      case "time with time zone" ->
          "regexp_replace(" + column + "::text, '([+-][0-9][0-9])$', '\\1:00')";
      // Of a JSON string its text, of anything else its JSON.
      case "jsonb" -> column + " #>> '{}'";
      default -> column + "::text";
    };
  }
}
