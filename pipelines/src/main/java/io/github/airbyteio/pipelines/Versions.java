package io.github.airbyteio.pipelines;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** What this program is, and what it is made of. */
final class Versions implements IVersionProvider {
  static final String OWN = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {"airbyteio " + OWN, "Java " + java(), "Apache Beam " + beam()};
  }

  static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  static String beam() {
    return ReleaseInfo.getReleaseInfo().getVersion();
  }

  static String flink() {
    return EnvironmentInformation.getVersion();
  }

  /** Asks DuckDB itself: that unpacks and loads its library. */
  static String duckDb() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SELECT version()")) {
      version.next();
      return version.getString(1);
    }
  }
}
