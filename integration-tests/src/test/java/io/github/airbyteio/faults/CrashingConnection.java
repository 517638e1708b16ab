package io.github.airbyteio.faults;

import io.github.airbyteio.faults.CrashPoint.Place;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** A connection to DuckDB on which each statement within a transaction is a place to crash. */
final class CrashingConnection implements InvocationHandler {
  private final Connection connection;
  private final CrashPoint.Counter counter;
  private Place last = Place.NOWHERE;

  private CrashingConnection(Connection connection, CrashPoint.Counter counter) {
    this.connection = connection;
    this.counter = counter;
  }

  static Connection of(Connection connection, CrashPoint.Counter counter) {
    return proxy(Connection.class, new CrashingConnection(connection, counter));
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
                args != null && args.length > 0 && args[0] instanceof String sql ? sql : prepared);
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

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
