package io.github.airbyteio.duckdb;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** How connections are opened; where the service cannot be reached, a local database stands in. */
interface ConnectionOpener extends Serializable {
  Connection open(String url, Properties settings) throws SQLException;

  /**
   * DuckDB's own driver, not by way of the {@code DriverManager}: that would load and initialize
   * every driver of the class path first, Snowflake's for half a second.
   */
  record Driver() implements ConnectionOpener {
    @Override
    public Connection open(String url, Properties settings) throws SQLException {
      Connection connection = new DuckDBDriver().connect(url, settings);
      DuckDbLibrary.removeUnpacked();
      return connection;
    }
  }
}
