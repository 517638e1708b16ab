package io.github.airbyteio.duckdb;

import java.io.Serializable;
import java.sql.Connection;

/** DuckDB's sink as users have it, whose connections a test sees first. */
public final class InterceptedDuckDb {
  private InterceptedDuckDb() {}

  /** Sees a connection that was opened, and gives the one to be used. */
  public interface Interceptor extends Serializable {
    Connection opened(Connection connection);
  }

  public static DuckDbSink to(String file, Interceptor interceptor) {
    ConnectionOpener driver = new ConnectionOpener.Driver();
    return DuckDbSink.to(file, (url, settings) -> interceptor.opened(driver.open(url, settings)));
  }
}
