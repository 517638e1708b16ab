package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sql.Sql;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.duckdb.DuckDBDriver;

/**
 * A database file: creates it, opens connections, explains why it cannot be opened.
 *
 * @param file its absolute path
 */
record DuckDbFile(String file, ConnectionOpener opener) implements Database {
  /** Another connection of this JVM, the last of its database, is being closed. */
  private static final String CONFLICT = "Unique file handle conflict";

  private static final int CONFLICTS = 40;

  /** A database of its own without a file; with a path behind it, that file's. */
  private static final String PREFIX = "jdbc:duckdb:";

  private static final Pattern HOLDER = Pattern.compile("PID (\\d+)");

  DuckDbFile {
    if (file.indexOf(';') >= 0) {
      throw new AirbyteIoException(
          Category.USAGE,
          "The DuckDB file "
              + file
              + " cannot be opened: DuckDB's driver takes what is behind a ';' for options.",
          "Choose a path without ';'.");
    }
  }

  private Path path() {
    return Path.of(file);
  }

  @Override
  public boolean isMissing() {
    return !Files.exists(path());
  }

  @Override
  public boolean storesHere() {
    return true;
  }

  /** Beside the database: on a disk that has room for it. */
  @Override
  public StagingFolder staging() {
    return new StagingFolder(path().resolveSibling(path().getFileName() + ".staging"));
  }

  /** Those of one JVM share the database. */
  @Override
  public Connection connect() {
    requireWritable();
    try {
      create();
      for (int attempt = 1; ; attempt++) {
        try {
          return open(new Properties());
        } catch (SQLException e) {
          if (attempt == CONFLICTS || !String.valueOf(e.getMessage()).contains(CONFLICT)) {
            throw e;
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
      }
    } catch (SQLException e) {
      throw explain(e);
    } catch (IOException e) {
      throw failure(e.toString(), "Check the path and its permissions.", null);
    }
  }

  private Connection open(Properties settings) throws SQLException {
    return opener.open(PREFIX + file, settings);
  }

  /** DuckDB's log and the staged blocks are beside the file. */
  private void requireWritable() {
    Path folder = path().getParent();
    if (!Files.isDirectory(folder)) {
      throw failure(
          "the folder " + folder + " does not exist.", "Create it, or choose another file.", null);
    }
    if (!Files.isWritable(folder)) {
      throw failure(
          "the folder " + folder + " is not writable.",
          "Give yourself write permission, or choose another folder.",
          null);
    }
    if (!isMissing() && !Files.isWritable(path())) {
      throw failure(
          "it is read-only.", "Give yourself write permission, or choose another file.", null);
    }
  }

  @Override
  public Connection connectToRead() {
    if (!Files.isRegularFile(path())) {
      throw failure(
          Category.USAGE,
          isMissing() ? "it does not exist." : "it is not a file.",
          "Check the path: a database is created by a sync, not by reading.",
          null);
    }
    Properties settings = new Properties();
    settings.setProperty(DuckDBDriver.DUCKDB_READONLY_PROPERTY, "true");
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    try {
      return open(settings);
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  /** A database that is in memory alone and empty, in the place of one that does not exist. */
  static Connection nothing() {
    try {
      return new ConnectionOpener.Driver().open(PREFIX, new Properties());
    } catch (SQLException e) {
      throw new AirbyteIoException(
          Category.INTERNAL, null, "DuckDB does not start: " + e.getMessage(), null, e);
    }
  }

  /**
   * Creates a missing file in the format of version 1.0, which all later versions read. It has its
   * name only when it is complete: who opened it in the midst, in this JVM, would have a database
   * of its own in it, and one of the two would be lost.
   */
  private void create() throws SQLException, IOException {
    if (!isMissing()) {
      return;
    }
    Path created = path().resolveSibling(path().getFileName() + ".new-" + UUID.randomUUID());
    try (Connection creator = opener.open(PREFIX, new Properties());
        Statement statement = creator.createStatement()) {
      statement.execute(
          "ATTACH " + Sql.literal(created.toString()) + " AS created (STORAGE_VERSION 'v1.0.0')");
      statement.execute("CHECKPOINT created");
      statement.execute("DETACH created");
      nameWithoutReplacing(created);
    } finally {
      Files.deleteIfExists(created);
    }
  }

  private void nameWithoutReplacing(Path created) throws IOException {
    try {
      // Unlike a move it fails, at any moment, where another creator was quicker.
      Files.createLink(path(), created);
    } catch (FileAlreadyExistsException e) {
      // The other one's is as good.
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (isMissing()) {
        Files.move(created, path());
      }
    }
  }

  private AirbyteIoException explain(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Could not set lock")) {
      Matcher holder = HOLDER.matcher(message);
      return failure(
          "it is in use by another process"
              + (holder.find() ? " (PID " + holder.group(1) + ")." : "."),
          "Close the other program that has the file open, and run again.",
          e);
    }
    if (message.contains("not a valid DuckDB database file")) {
      return failure("it is not a DuckDB database.", "Choose another file.", e);
    }
    if (message.contains("newer version of DuckDB")) {
      return failure(
          "a newer version of DuckDB has written it. " + firstLine(message),
          "Choose another file, or let that version copy its tables to one that older versions"
              + " read: ATTACH 'copy.duckdb' AS copy (STORAGE_VERSION 'v1.0.0').",
          e);
    }
    return failure(firstLine(message), "Check the path and its permissions.", e);
  }

  private AirbyteIoException failure(String why, String hint, @Nullable SQLException cause) {
    return failure(Category.SINK, why, hint, cause);
  }

  private AirbyteIoException failure(
      Category category, String why, String hint, @Nullable SQLException cause) {
    return new AirbyteIoException(
        category, null, "The DuckDB file " + file + " cannot be opened: " + why, hint, cause);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("unknown reason");
  }

  @Override
  public String notation() {
    return "duckdb:" + file;
  }

  /** A file is opened without a secret. */
  @Override
  public SQLException withoutSecrets(SQLException failure) {
    return failure;
  }

  @Override
  public String toString() {
    return file;
  }
}
