package io.github.airbyteio.postgres;

import io.github.airbyteio.testing.services.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One server for all tests of a JVM that do not break theirs; it ends with the JVM. */
final class SharedServer {
  private SharedServer() {}

  /** Started by the first test that asks for it. */
  private static final class Holder {
    static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      try {
        return PostgresServer.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static PostgresServer server() {
    return Holder.SERVER;
  }

  /** A sink as the superuser. */
  static PostgresSink sink() {
    return sink(server());
  }

  static PostgresSink sink(PostgresServer server) {
    return PostgresSink.to(PostgresServer.HOST, server.port(), "postgres")
        .withUser(PostgresServer.SUPERUSER);
  }
}
