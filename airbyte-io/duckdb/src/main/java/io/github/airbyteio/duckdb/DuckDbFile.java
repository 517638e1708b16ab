package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database file: creates it, opens connections, explains why it cannot be opened. */
final class DuckDbFile {
  private static final Pattern HOLDER = Pattern.compile("PID (\\d+)");

  private final Path file;

  DuckDbFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * Opens a connection; those of one JVM share the database.
   *
   * @throws AirbyteIoException if the file cannot be created or opened
   */
  Connection connect() {
    try {
      create();
      return DriverManager.getConnection("jdbc:duckdb:" + file);
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  /** Creates a missing file in the format of version 1.0, which all later versions read. */
  private void create() throws SQLException {
    // One at a time: two creators of one file would be in each other's way.
    synchronized (DuckDbFile.class) {
      if (Files.exists(file)) {
        return;
      }
      Path folder = file.getParent();
      if (!Files.isDirectory(folder)) {
        throw failure(
            "the folder " + folder + " does not exist.",
            "Create it, or choose another file.",
            null);
      }
      if (!Files.isWritable(folder)) {
        throw failure(
            "the folder " + folder + " is not writable.",
            "Give yourself write permission, or choose another folder.",
            null);
      }
      try (Connection creator = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = creator.createStatement()) {
        statement.execute(
            "ATTACH " + Sql.literal(file.toString()) + " AS created (STORAGE_VERSION 'v1.0.0')");
        statement.execute("CHECKPOINT created");
        statement.execute("DETACH created");
      }
    }
  }

  private AirbyteIoException explain(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("lock")) {
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
    return failure(firstLine(message), "Check the path and its permissions.", e);
  }

  private AirbyteIoException failure(String why, String hint, SQLException cause) {
    return new AirbyteIoException(
        Category.SINK, null, "The DuckDB file " + file + " cannot be opened: " + why, hint, cause);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("unknown reason");
  }
}
