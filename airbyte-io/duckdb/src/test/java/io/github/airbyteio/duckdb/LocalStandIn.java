package io.github.airbyteio.duckdb;

import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A DuckDB file in the place of the database of that name at MotherDuck: the same SQL, without the
 * network. Refuses a connection string that MotherDuck would not know, and a wrong token.
 */
record LocalStandIn(String folder) implements ConnectionOpener {
  static final String TOKEN = "canary.token.of-motherduck";
  private static final String URL = "jdbc:duckdb:md:";

  /** The database, with the token in a file of the folder. */
  static DuckDbSink sink(Path folder, String database) {
    return DuckDbSink.of(database(folder, database));
  }

  static Database database(Path folder, String database) {
    return database(folder, database, new LocalStandIn(folder.toString()));
  }

  static Database database(Path folder, String database, ConnectionOpener opener) {
    Path token = folder.resolve("token");
    try {
      Files.writeString(token, TOKEN + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MotherDuckDatabase(database, SecretReference.file(token.toString()), opener);
  }

  static Path file(Path folder, String database) {
    return folder.resolve(database + ".duckdb");
  }

  @Override
  public Connection open(String url, Properties settings) throws SQLException {
    if (!url.matches(URL + "[\\w-]+")) {
      throw new SQLException("not a URL of MotherDuck");
    }
    Properties local = new Properties();
    local.putAll(settings);
    if (!TOKEN.equals(local.remove("motherduck_token"))) {
      throw new SQLException("Request failed: Your request is not authenticated.");
    }
    return DriverManager.getConnection(
        "jdbc:duckdb:" + file(Path.of(folder), url.substring(URL.length())), local);
  }
}
