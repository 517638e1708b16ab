package io.github.airbyteio.store;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps states in a table of any database that has a JDBC driver on the class path of the workers:
 * a row a connection, replaced in a transaction only if it is still the one that was read. Any
 * number of runs may use the table at once.
 *
 * <pre>{@code
 * JdbcStateStore.to("jdbc:postgresql://db.example.com/etl")
 *     .withUser("etl")
 *     .withPassword(SecretReference.environment("ETL_PASSWORD"))
 * }</pre>
 *
 * <p>The table is created if it is missing: {@code connection_id VARCHAR(200)}, its primary key,
 * {@code version BIGINT}, {@code states TEXT}. Where a database calls these types by other names,
 * create it beforehand.
 */
@AutoValue
public abstract class JdbcStateStore implements ConnectionStateStore {
  /** A row that others replace in between is read again; so often none can be by chance. */
  private static final int MOST_ATTEMPTS = 50;

  private static final int KEY_CHARS = 200;

  private static final Pattern SECRET =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)\\s*=|//[^/@]*:[^/@]*@");
  private static final Pattern TABLE = Pattern.compile("\\w+(\\.\\w+){0,2}");

  abstract String url();

  abstract @Nullable String user();

  abstract @Nullable SecretReference password();

  abstract String table();

  /**
   * @throws AirbyteIoException if the URL holds a password
   */
  public static JdbcStateStore to(String url) {
    if (SECRET.matcher(url).find()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "JdbcStateStore: the URL seems to hold a password, which would stand in the pipeline.",
          "Take it out, and name where it is by withPassword().");
    }
    return new AutoValue_JdbcStateStore(url, null, null, "airbyteio_states");
  }

  public final JdbcStateStore withUser(String user) {
    return new AutoValue_JdbcStateStore(url(), user, password(), table());
  }

  /** Where the password is; it is read on the workers. */
  public final JdbcStateStore withPassword(SecretReference password) {
    return new AutoValue_JdbcStateStore(url(), user(), password, table());
  }

  /** The table, {@code airbyteio_states} by default; it may be {@code schema.table}. */
  public final JdbcStateStore withTable(String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "JdbcStateStore: the table '" + table + "' is no plain name.",
          "Use letters, digits and underscores, with the schema before a dot if needed.");
    }
    return new AutoValue_JdbcStateStore(url(), user(), password(), table);
  }

  @Override
  public void prepare() {
    try {
      try {
        look();
      } catch (SQLException missing) {
        create(missing);
      }
    } catch (SQLException e) {
      throw new AirbyteIoException(
          Category.SINK,
          null,
          "States cannot be kept in " + description() + ": " + e.getMessage(),
          "See that the workers reach the database, that its driver is on the class path, and that"
              + " the user may create the table or write to it.",
          e);
    }
  }

  /** Fails if the table is not there. */
  private void look() throws SQLException {
    try (Connection connection = connect()) {
      select(connection, "");
    }
  }

  private void create(SQLException missing) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + table()
              + " (connection_id VARCHAR(200) NOT NULL PRIMARY KEY, version BIGINT NOT NULL,"
              + " states TEXT NOT NULL)");
      connection.commit();
    } catch (SQLException e) {
      try {
        look(); // Another run has created it in the same moment.
      } catch (SQLException stillMissing) {
        e.addSuppressed(missing);
        throw e;
      }
    }
  }

  @Override
  public ConnectionStates load(String connectionId) throws IOException {
    try (Connection connection = connect()) {
      return parsed(connectionId, select(connection, connectionId));
    } catch (SQLException e) {
      throw failed("read from", e);
    }
  }

  @Override
  public ConnectionStates update(String connectionId, Change change) throws IOException {
    SQLException last = null;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // A new one each time: some drivers leave a failed commit with no transaction to go on in.
      try (Connection connection = connect()) {
        Row row = select(connection, connectionId);
        ConnectionStates before = parsed(connectionId, row);
        ConnectionStates after = change.apply(before);
        if (after.equals(before)) {
          return after;
        }
        try {
          if (replace(connection, connectionId, row, after.toJson(connectionId))) {
            connection.commit();
            return after;
          }
          connection.rollback();
        } catch (SQLException e) {
          // A row that another has inserted, or replaced in a transaction that is still open.
          last = e;
        }
      } catch (SQLException e) {
        throw failed("written to", e);
      }
    }
    throw failed("written to", last);
  }

  private record Row(long version, String states) {}

  private @Nullable Row select(Connection connection, String connectionId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT version, states FROM " + table() + " WHERE connection_id = ?")) {
      query.setString(1, key(connectionId));
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? new Row(rows.getLong(1), rows.getString(2)) : null;
      }
    }
  }

  /** Returns whether the row was still there as it was read. */
  private boolean replace(
      Connection connection, String connectionId, @Nullable Row row, String states)
      throws SQLException {
    String sql =
        row == null
            ? "INSERT INTO " + table() + " (states, connection_id, version) VALUES (?, ?, ?)"
            : "UPDATE "
                + table()
                + " SET states = ?, version = version + 1 WHERE connection_id = ? AND version = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, states);
      statement.setString(2, key(connectionId));
      statement.setLong(3, row == null ? 1 : row.version());
      return statement.executeUpdate() == 1;
    }
  }

  private static String key(String connectionId) {
    return connectionId.length() <= KEY_CHARS ? connectionId : DocumentNames.of(connectionId);
  }

  private ConnectionStates parsed(String connectionId, @Nullable Row row) {
    return row == null
        ? ConnectionStates.empty()
        : ConnectionStates.parse(connectionId, row.states(), description());
  }

  private Connection connect() throws SQLException {
    Properties login = new Properties();
    if (user() != null) {
      login.setProperty("user", user());
    }
    if (password() != null) {
      login.setProperty("password", password().resolve());
    }
    Connection connection = DriverManager.getConnection(url(), login);
    connection.setAutoCommit(false);
    return connection;
  }

  private IOException failed(String what, @Nullable SQLException e) {
    return new IOException(
        "States cannot be "
            + what
            + " "
            + description()
            + ": "
            + (e == null ? "others write to the row all the time" : e.getMessage()),
        e);
  }

  @Override
  public final String description() {
    return "the table " + table() + " at " + url().split("[?;]", 2)[0];
  }
}
