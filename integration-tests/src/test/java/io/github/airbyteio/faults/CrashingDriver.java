package io.github.airbyteio.faults;

import io.github.airbyteio.faults.CrashPoint.Place;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * DuckDB's driver, but each statement within a transaction is a place to crash. It stands in the
 * driver manager, so that the code under test is the one that users run.
 */
final class CrashingDriver implements Driver {
  private final Driver driver;
  private final CrashPoint.Counter counter;

  private CrashingDriver(Driver driver, CrashPoint.Counter counter) {
    this.driver = driver;
    this.counter = counter;
  }

  static void install(CrashPoint.Counter counter) throws SQLException {
    Driver real = DriverManager.getDriver("jdbc:duckdb:");
    DriverManager.deregisterDriver(real);
    DriverManager.registerDriver(new CrashingDriver(real, counter));
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    Connection connection = driver.connect(url, info);
    return connection == null
        ? null
        : proxy(Connection.class, new CrashingConnection(connection, counter));
  }

  /** A connection whose statements are places to crash. */
  private static final class CrashingConnection implements InvocationHandler {
    private final Connection connection;
    private final CrashPoint.Counter counter;
    private Place last = Place.NOWHERE;

    CrashingConnection(Connection connection, CrashPoint.Counter counter) {
      this.connection = connection;
      this.counter = counter;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      if (method.getName().equals("commit")) {
        counter.at(Place.IN_TRANSACTION);
        if (last == Place.STORE_STATE) {
          counter.at(Place.END);
        }
        last = Place.NOWHERE;
      }
      Object result = call(connection, method, args);
      if (result instanceof PreparedStatement prepared) {
        // DuckDB's plain statements are of this class, too.
        String sql = method.getName().equals("prepareStatement") ? (String) args[0] : "";
        return statement(PreparedStatement.class, prepared, sql);
      }
      return result instanceof Statement plain ? statement(Statement.class, plain, "") : result;
    }

    private <T extends Statement> T statement(Class<T> type, T statement, String prepared) {
      return proxy(
          type,
          (proxy, method, args) -> {
            if (method.getName().startsWith("execute") && !connection.getAutoCommit()) {
              before(
                  args != null && args.length > 0 && args[0] instanceof String sql
                      ? sql
                      : prepared);
            }
            return call(statement, method, args);
          });
    }

    private void before(String sql) {
      counter.at(Place.IN_TRANSACTION);
      Place kind = Place.of(sql);
      if (last == Place.RENAME_NEW && sql.startsWith("UPDATE")) {
        kind = Place.COMPLETE_GENERATION;
      }
      if (kind != Place.NOWHERE) {
        counter.at(kind);
        last = kind;
      }
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
