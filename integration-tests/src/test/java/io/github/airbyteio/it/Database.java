package io.github.airbyteio.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into a DuckDB file. */
final class Database {
  private Database() {}

  static List<List<String>> query(Path file, String sql) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        found.add(row);
      }
    }
    return found;
  }

  static long count(Path file, String table) throws SQLException {
    return Long.parseLong(query(file, "SELECT count(*) FROM " + table).get(0).get(0));
  }
}
