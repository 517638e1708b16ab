package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import net.snowflake.client.api.driver.SnowflakeDriver;

/** Opens connections by Snowflake's JDBC driver, with settings that make their results certain. */
final class Driver {
  /** Milliseconds without an answer after which a request is given up. */
  private static final String NETWORK_TIMEOUT_MILLIS = "300000";

  /** Seconds for which a commit waits for another one to the same connection's rows. */
  private static final String LOCK_TIMEOUT_SECONDS = "900";

  private Driver() {}

  /**
   * Connects.
   *
   * @throws AirbyteIoException of category CONFIG or SINK if that fails; it says what to do
   */
  static Connection connect(SnowflakeSink sink) {
    Properties settings = settings(sink);
    login(sink).addTo(settings);
    try {
      return new SnowflakeDriver().connect(url(sink), settings);
    } catch (SQLException e) {
      throw new SnowflakeErrors(sink).explain("Snowflake cannot be connected to", e);
    }
  }

  private static Login login(SnowflakeSink sink) {
    if (sink.login() == null) {
      throw new AirbyteIoException(
          Category.USAGE,
          "How to log in to " + sink + " is not said.",
          "Use withPrivateKey, withToken, withOauth or withPassword.");
    }
    return sink.login();
  }

  static String url(SnowflakeSink sink) {
    String host = sink.host();
    return "jdbc:snowflake://"
        + (host == null ? sink.account() + ".snowflakecomputing.com" : host)
        + ":"
        + sink.port()
        + "/";
  }

  /** All settings but the secret. */
  static Properties settings(SnowflakeSink sink) {
    Properties settings = new Properties();
    settings.setProperty("ssl", sink.tls() ? "on" : "off");
    if (sink.host() != null) {
      settings.setProperty("account", sink.account());
    }
    settings.setProperty("db", quotedIfNeeded(sink.database()));
    settings.setProperty("schema", quotedIfNeeded(sink.schema()));
    if (sink.warehouse() != null) {
      settings.setProperty("warehouse", quotedIfNeeded(sink.warehouse()));
    }
    if (sink.role() != null) {
      settings.setProperty("role", quotedIfNeeded(sink.role()));
    }
    settings.setProperty("application", "AirbyteIO");
    // Sends nothing but what it is asked for, and looks at no metadata server of a cloud.
    settings.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
    settings.setProperty("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false");
    settings.setProperty("disablePlatformDetection", "true");
    // Arrow needs --add-opens; the few results here are small.
    settings.setProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
    settings.setProperty("networkTimeout", NETWORK_TIMEOUT_MILLIS);
    settings.setProperty("maxHttpRetries", Integer.toString(sink.httpRetries()));
    settings.setProperty("CLIENT_SESSION_KEEP_ALIVE", "true");
    settings.setProperty("QUERY_TAG", "airbyteio");
    settings.setProperty("LOCK_TIMEOUT", LOCK_TIMEOUT_SECONDS);
    // Texts become dates and times by these rules, whatever the account's own are.
    settings.setProperty("TIMEZONE", "UTC");
    settings.setProperty("DATE_INPUT_FORMAT", "AUTO");
    settings.setProperty("TIME_INPUT_FORMAT", "AUTO");
    settings.setProperty("TIMESTAMP_INPUT_FORMAT", "AUTO");
    return settings;
  }

  private static String quotedIfNeeded(String name) {
    return name.matches("[A-Z_][A-Z0-9_$]*") ? name : SnowflakeDialect.identifier(name);
  }
}
