package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Says what a failure of Postgres means and what to do. Postgres quotes no password. */
final class PostgresErrors {
  private PostgresErrors() {}

  private record Meaning(Category category, String why, String hint) {}

  /** A connection could not be opened. */
  static AirbyteIoException ofConnecting(PostgresDatabase database, SQLException e) {
    Meaning meaning = connecting(database, e);
    return new AirbyteIoException(
        meaning.category(),
        null,
        "The database " + database + " cannot be opened: " + meaning.why(),
        meaning.hint(),
        e);
  }

  private static Meaning connecting(PostgresDatabase database, SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (hasCause(e, SSLException.class)) {
      return new Meaning(
          Category.CONFIG,
          message + " (" + rootMessage(e) + ")",
          "Check sslmode, and that sslrootcert names the file with the certificate of the server's"
              + " authority.");
    }
    String user = database.shownUser();
    return switch (state(e)) {
      case "28P01" ->
          new Meaning(
              Category.CONFIG,
              "the password of the user " + user + " is refused.",
              "Check the user, and the secret in "
                  + (database.password() == null ? "the password setting" : database.password())
                  + ".");
      case "28000" ->
          message.contains("no encryption")
              ? new Meaning(
                  Category.CONFIG, message, "The server demands TLS: set sslmode=require.")
              : new Meaning(
                  Category.CONFIG,
                  message,
                  "Check the user, or let the server accept it from here (pg_hba.conf).");
      case "3D000" ->
          new Meaning(
              Category.CONFIG, message, "Check the name, or create it with CREATE DATABASE.");
      case "08001", "08004" ->
          database.password() == null && message.contains("password")
              ? new Meaning(
                  Category.CONFIG, message, "Give a password: password=env:NAME or file:PATH.")
              : new Meaning(
                  Category.SINK,
                  message,
                  "Check host and port, that the server runs and can be reached from here, and that"
                      + " it speaks TLS if sslmode demands it.");
      default -> known(e).orElse(unknown(message));
    };
  }

  private static Meaning unknown(String message) {
    return new Meaning(Category.SINK, message, "See the server's log.");
  }

  /** What is known of a failure, to be thrown with what was tried. */
  static Optional<AirbyteIoException> ofStatement(
      PostgresDatabase database, String what, SQLException e) {
    return known(e)
        .map(
            meaning ->
                new AirbyteIoException(
                    meaning.category(),
                    null,
                    what + ": " + database + ": " + meaning.why(),
                    meaning.hint(),
                    e));
  }

  private static Optional<Meaning> known(SQLException e) {
    String message = String.valueOf(e.getMessage());
    String hint =
        switch (state(e)) {
          case "42501" ->
              "Grant it: a sync needs CREATE on the schema (or on the database, to create the"
                  + " schema), and must own its tables.";
          case "25006" ->
              "This server or user can only read: connect to the primary server, or reset"
                  + " default_transaction_read_only.";
          case "53100" -> "The server's disk is full: free space, then run again.";
          case "53200", "53400" ->
              "The server has a limit that is too low: see its log, raise it, then run again.";
          case "53300" -> "Raise max_connections, or run with fewer workers.";
          case "55P03" ->
              "Another session holds a lock on a table for longer than the lock timeout: pg_locks and"
                  + " pg_stat_activity show which. End it, run again, or raise lock_timeout.";
          case "54000" ->
              message.contains("index row")
                  ? "A key's values together must stay below 2,700 bytes: choose another primary key, or"
                      + " hash the field."
                  : "A row must fit a page of 8 KiB; each text takes at least 18 bytes of it. Select"
                      + " fewer columns.";
          case "54011" ->
              "A table has room for 1,600 columns, dropped ones included, and a key for 32: select"
                  + " fewer.";
          case "0A000", "2BP01" ->
              "Drop what depends on the table and create it again after the sync, or rename the"
                  + " table.";
          default -> null;
        };
    return hint == null
        ? Optional.empty()
        : Optional.of(new Meaning(Category.SINK, firstLine(message), hint));
  }

  static String state(SQLException e) {
    @Nullable String state = e.getSQLState();
    return state == null ? "" : state;
  }

  /** What follows, quoted values for one, may be anything. */
  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
