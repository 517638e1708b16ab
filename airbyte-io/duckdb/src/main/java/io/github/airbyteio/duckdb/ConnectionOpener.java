package io.github.airbyteio.duckdb;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** How connections are opened; where the service cannot be reached, a local database stands in. */
interface ConnectionOpener extends Serializable {
  Connection open(String url, Properties settings) throws SQLException;

  /** DuckDB's own driver. */
  record Driver() implements ConnectionOpener {
    @Override
    public Connection open(String url, Properties settings) throws SQLException {
      Connection connection = DriverManager.getConnection(url, settings);
      DuckDbLibrary.removeUnpacked();
      return connection;
    }
  }
}
