package io.github.airbyteio.duckdb;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

/** Holds a database file open until its stdin ends. */
final class FileHolder {
  private FileHolder() {}

  /** Starts a process that holds the file, and returns when it does. */
  static Process start(Path file) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FileHolder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"open".equals(holder.inputReader().readLine())) {
      holder.destroyForcibly();
      throw new IOException("The file could not be held.");
    }
    return holder;
  }

  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + args[0])) {
      DuckDbLibrary.removeUnpacked();
      System.out.println("open");
      while (!connection.isClosed() && System.in.read() >= 0) {
        // Wait for the end.
      }
    }
  }
}
