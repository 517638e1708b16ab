package io.github.airbyteio.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;

/** Holds a database file open until its stdin ends. */
final class FileHolder {
  private FileHolder() {}

  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + args[0])) {
      System.out.println("open");
      while (!connection.isClosed() && System.in.read() >= 0) {
        // Wait for the end.
      }
    }
  }
}
