package io.github.airbyteio.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
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
        : proxy(
            Connection.class,
            (proxy, method, args) -> {
              if (method.getName().equals("commit")) {
                counter.at(CrashPoint.Place.IN_TRANSACTION);
              }
              Object result = invoke(connection, method, args);
              if (result instanceof PreparedStatement statement) {
                return statement(PreparedStatement.class, statement, connection);
              }
              return result instanceof Statement statement
                  ? statement(Statement.class, statement, connection)
                  : result;
            });
  }

  private <T extends Statement> T statement(Class<T> type, T statement, Connection connection) {
    return proxy(
        type,
        (proxy, method, args) -> {
          if (method.getName().startsWith("execute") && !connection.getAutoCommit()) {
            counter.at(CrashPoint.Place.IN_TRANSACTION);
          }
          return invoke(statement, method, args);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args)
      throws Throwable {
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
