package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a database is and how it is connected to. Its text names it in messages and holds no
 * secret.
 *
 * @param user null: the operating system's user
 * @param lockTimeoutMillis 0: waits for ever
 */
record PostgresDatabase(
    String host,
    int port,
    String name,
    @Nullable String user,
    @Nullable SecretReference password,
    @Nullable String sslMode,
    @Nullable String sslRootCert,
    long lockTimeoutMillis)
    implements Serializable {
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /** The first with {@code NULLS NOT DISTINCT}, which keys that may be null need. */
  private static final int MIN_VERSION = 15;

  private static final int CONNECT_TIMEOUT_SECONDS = 15;

  PostgresDatabase withUser(String newUser) {
    return new PostgresDatabase(
        host, port, name, newUser, password, sslMode, sslRootCert, lockTimeoutMillis);
  }

  PostgresDatabase withPassword(SecretReference newPassword) {
    return new PostgresDatabase(
        host, port, name, user, newPassword, sslMode, sslRootCert, lockTimeoutMillis);
  }

  PostgresDatabase withSslMode(String mode) {
    if (!SSL_MODES.contains(mode)) {
      throw new AirbyteIoException(
          Category.USAGE, "'" + mode + "' is no sslmode.", "Use one of " + SSL_MODES + ".");
    }
    return new PostgresDatabase(
        host, port, name, user, password, mode, sslRootCert, lockTimeoutMillis);
  }

  PostgresDatabase withSslRootCert(String file) {
    return new PostgresDatabase(host, port, name, user, password, sslMode, file, lockTimeoutMillis);
  }

  PostgresDatabase withLockTimeoutMillis(long millis) {
    if (millis < 0 || millis > Integer.MAX_VALUE) {
      throw new AirbyteIoException(
          Category.USAGE, "A lock timeout of " + millis + " ms is none.", "Use 0 to 2,000,000 s.");
    }
    return new PostgresDatabase(host, port, name, user, password, sslMode, sslRootCert, millis);
  }

  /**
   * Opens a connection.
   *
   * @throws AirbyteIoException if that fails, or the server is too old; it says what to do
   */
  Connection connect() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(name);
    source.setApplicationName("AirbyteIO");
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setTcpKeepAlive(true);
    if (user != null) {
      source.setUser(user);
    }
    if (sslMode != null) {
      source.setSslMode(sslMode);
    }
    if (sslRootCert != null) {
      source.setSslRootCert(sslRootCert);
    }
    if (password != null) {
      source.setPassword(password.resolve());
    }
    try {
      return ready(source.getConnection());
    } catch (SQLException e) {
      throw PostgresErrors.ofConnecting(this, e);
    }
  }

  private Connection ready(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      requireVersion(connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      statement.execute("SET lock_timeout = " + lockTimeoutMillis);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void requireVersion(Connection connection) throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() < MIN_VERSION) {
      throw new AirbyteIoException(
          Category.SINK,
          "The server of "
              + this
              + " is PostgreSQL "
              + connection.getMetaData().getDatabaseProductVersion()
              + ", too old: keys that may be null need version "
              + MIN_VERSION
              + ".",
          "Use a server of PostgreSQL " + MIN_VERSION + " or later.");
    }
  }

  /** How messages name the user. */
  String shownUser() {
    return user == null ? System.getProperty("user.name") : user;
  }

  @Override
  public String toString() {
    String shownHost = host.contains(":") ? "[" + host + "]" : host;
    return "postgresql://" + shownHost + ":" + port + "/" + name;
  }
}
