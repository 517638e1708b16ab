package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.duckdb.DuckDBDriver;

/**
 * A database at MotherDuck, reached through the extension that DuckDB downloads when it first needs
 * it. The token is read for each connection and goes to the driver alone, as a property.
 */
record MotherDuckDatabase(String name, SecretReference token, ConnectionOpener opener)
    implements Database {
  private static final String TOKEN_VARIABLE = "MOTHERDUCK_TOKEN";

  /** The second name is the one that DuckDB's own clients know. */
  static final SecretReference DEFAULT_TOKEN =
      SecretReference.environment(List.of(TOKEN_VARIABLE, "motherduck_token"));

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*");
  private static final String MASK = "****";

  MotherDuckDatabase {
    if (!NAME.matcher(name).matches()) {
      // It is not shown: it may be a connection string with a token in it.
      throw new AirbyteIoException(
          Category.USAGE,
          "This is no name of a MotherDuck database: it has letters, digits, _ and - alone.",
          "Name the database alone. Its token is taken from " + TOKEN_VARIABLE + ".");
    }
  }

  @Override
  public Connection connect() {
    return open(new Properties());
  }

  /** MotherDuck's connections are opened to write: the transaction is what cannot. */
  @Override
  public Connection connectToRead() {
    Properties settings = new Properties();
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    Connection connection = open(settings);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION READ ONLY");
      return connection;
    } catch (SQLException e) {
      SQLException failure = withoutSecrets(e);
      try {
        connection.close();
      } catch (SQLException closing) {
        failure.addSuppressed(withoutSecrets(closing));
      }
      throw explain(failure);
    }
  }

  private Connection open(Properties settings) {
    settings.setProperty("motherduck_token", secret());
    try {
      return opener.open("jdbc:duckdb:md:" + name, settings);
    } catch (SQLException e) {
      throw explain(withoutSecrets(e));
    }
  }

  private String secret() {
    try {
      return token.resolve();
    } catch (AirbyteIoException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "The MotherDuck database " + name + " cannot be opened. " + e.getMessage(),
          "Create an access token in MotherDuck's settings and put it there; ?token=env:NAME or"
              + " ?token=file:PATH names another place.",
          e);
    }
  }

  private AirbyteIoException explain(SQLException e) {
    String message = String.valueOf(e.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("not authenticated")
        || lower.contains("check your motherduck token")
        || lower.contains("jwt")) {
      return failure(
          Category.CONFIG,
          "the token in " + token + " is refused: " + message,
          "Create a new access token in MotherDuck's settings, one that may write.",
          e);
    }
    if (lower.contains("extension")) {
      return failure(
          Category.SINK,
          "DuckDB's extension for it cannot be loaded: " + message,
          "DuckDB downloads it when it is first needed: that takes a"
              + " network, and a version of DuckDB that MotherDuck supports.",
          e);
    }
    if (lower.contains("no database") || lower.contains("does not exist")) {
      return failure(
          Category.CONFIG,
          message,
          "Check the name, or create it with CREATE DATABASE: a sync creates tables only.",
          e);
    }
    return failure(Category.SINK, message, "Check the network and MotherDuck's status.", e);
  }

  private AirbyteIoException failure(
      Category category, String why, String hint, @Nullable SQLException cause) {
    return new AirbyteIoException(
        category,
        null,
        "The MotherDuck database " + name + " cannot be opened: " + why,
        hint,
        cause);
  }

  @Override
  public boolean isMissing() {
    return false;
  }

  @Override
  public boolean storesHere() {
    return false;
  }

  /**
   * DuckDB reads staged files where it runs, in this JVM, and sends on what it has read. The folder
   * is the user's own: others may write to the one for temporary files too.
   */
  @Override
  public StagingFolder staging() {
    String folder = "airbyteio-" + System.getProperty("user.name") + "-motherduck-" + name;
    return StagingFolder.ofOwner(
        Path.of(System.getProperty("java.io.tmpdir"), folder.replace('/', '_') + ".staging")
            .toAbsolutePath());
  }

  @Override
  public String notation() {
    return "motherduck:" + name;
  }

  @Override
  public SQLException withoutSecrets(SQLException failure) {
    String secret;
    try {
      secret = token.resolve();
    } catch (AirbyteIoException e) {
      return new SQLException(
          "DuckDB's message is left out: it may hold the token, which is no longer in "
              + token
              + ".");
    }
    return masked(failure, secret);
  }

  /** A copy without the causes, whose texts repeat the message. */
  private static SQLException masked(SQLException failure, String secret) {
    String message =
        String.valueOf(failure.getMessage())
            .replace(secret, MASK)
            .replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), MASK);
    SQLException copy = new SQLException(message, failure.getSQLState(), failure.getErrorCode());
    copy.setStackTrace(failure.getStackTrace());
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof SQLException also) {
        copy.addSuppressed(masked(also, secret));
      }
    }
    return copy;
  }

  @Override
  public String toString() {
    return notation();
  }
}
