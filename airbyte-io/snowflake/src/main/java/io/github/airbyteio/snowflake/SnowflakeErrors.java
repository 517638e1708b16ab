package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Says what Snowflake's errors mean and what to do about them. Its messages name objects and hold
 * no secrets.
 */
final class SnowflakeErrors {
  static final int NO_SUCH_OBJECT = 2003;
  private static final int NO_SUCH_OBJECT_OR_OPERATION = 2043;
  private static final int NO_PRIVILEGE = 3001;
  private static final int NO_WAREHOUSE = 606;
  private static final int NO_CURRENT_DATABASE = 90105;
  private static final int NO_CURRENT_SCHEMA = 90106;
  private static final int LOCK_TIMED_OUT = 625;
  private static final int ROLE_REFUSED = 390189;
  private static final int IP_REFUSED = 390422;

  private final SnowflakeSink sink;

  SnowflakeErrors(SnowflakeSink sink) {
    this.sink = sink;
  }

  /**
   * Makes the failure one that the user can act on.
   *
   * @param what what could not be done, without a full stop
   */
  AirbyteIoException explain(String what, SQLException e) {
    int code = e.getErrorCode();
    if (code == NO_CURRENT_DATABASE || code == NO_CURRENT_SCHEMA) {
      return config(
          what,
          "the database or its schema does not exist, or the role may not use it",
          "Check "
              + sink
              + "; grant the role USAGE on database and schema, and CREATE SCHEMA if"
              + " the schema is to be created.",
          e);
    }
    if (code == NO_SUCH_OBJECT || code == NO_SUCH_OBJECT_OR_OPERATION) {
      return config(
          what,
          message(e),
          "Check the names in " + sink + ", and what the role " + role() + " may use.",
          e);
    }
    if (code == NO_WAREHOUSE) {
      return config(
          what,
          "no warehouse is running for the session: " + message(e),
          "Name one (?warehouse=NAME) that the role " + role() + " has USAGE on.",
          e);
    }
    if (code == NO_PRIVILEGE) {
      return config(
          what,
          message(e),
          "Grant the role "
              + role()
              + " USAGE on the database, and USAGE and CREATE TABLE on the schema, or choose"
              + " another one (?role=NAME).",
          e);
    }
    if (code == ROLE_REFUSED) {
      return config(what, message(e), "Grant the role to the user, or choose another one.", e);
    }
    if (code == IP_REFUSED) {
      return config(what, message(e), "The account's network policy has to allow this address.", e);
    }
    if (isRefusedLogin(code) || isUnusableKey(e)) {
      return config(
          what,
          sink.login() + " is refused: " + message(e),
          "Check the user, and that the secret is valid and belongs to the account "
              + sink.account()
              + ".",
          e);
    }
    if (code == LOCK_TIMED_OUT) {
      return sink(what, message(e), "Another run holds the state: let it end, then run again.", e);
    }
    if (isConnectionLost(e)) {
      return sink(
          what,
          "the server does not answer: " + message(e),
          "Check the account's name, the network and Snowflake's status, then run again.",
          e);
    }
    return sink(what, message(e), "Run again; what was committed before stays.", e);
  }

  private AirbyteIoException config(String what, String why, String hint, SQLException e) {
    return new AirbyteIoException(Category.CONFIG, null, text(what, why), hint, e);
  }

  private AirbyteIoException sink(String what, String why, String hint, SQLException e) {
    return new AirbyteIoException(Category.SINK, null, text(what, why), hint, e);
  }

  private String text(String what, String why) {
    return what + ": " + sink + ": " + why;
  }

  private String role() {
    return sink.role() == null ? "of the user" : sink.role();
  }

  private static String message(SQLException e) {
    return String.valueOf(e.getMessage()).strip();
  }

  /** Wrong passwords, keys and tokens, expired ones too. */
  private static boolean isRefusedLogin(int code) {
    return (code >= 390100 && code <= 390108)
        || code == 390144
        || (code >= 390300 && code <= 390320)
        || (code >= 394300 && code <= 394599);
  }

  /** The driver's own errors of keys that it cannot read have several codes. */
  private static boolean isUnusableKey(SQLException e) {
    return message(e).toLowerCase(Locale.ROOT).contains("private key");
  }

  /** Whether the connection broke: then the statement may have been executed. */
  static boolean isConnectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.equals("58030"))
        || e.getErrorCode() >= 390111 && e.getErrorCode() <= 390115;
  }
}
