package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.testing.services.PostgresServer;
import io.github.airbyteio.testing.sink.StreamWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be opened or written is named with its way out, and no password is shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresErrorsIT {
  private static final String PASSWORD = "s3cr3t-canary";

  @TempDir Path folder;
  private PostgresServer server;

  @BeforeAll
  void start() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @AfterEach
  void acceptAll() throws Exception {
    server.acceptAll();
  }

  private PostgresSink sink() {
    return SharedServer.sink(server);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private SecretReference secret(String text) throws Exception {
    return SecretReference.file(Files.writeString(folder.resolve("password"), text).toString());
  }

  private static StreamWriter writer(PostgresSink sink) {
    return new StreamWriter(
        new PostgresHarness(sink), "c", StreamDescriptor.of("s"), "\"id\":{\"type\":\"integer\"}");
  }

  private static AirbyteIoException refusal(PostgresSink sink) {
    AirbyteIoException failure =
        catchThrowableOfType(AirbyteIoException.class, () -> writer(sink).commit("{\"id\":1}"));
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageContaining(sink.database().toString());
    assertThat(failure.getMessage() + failure.hint() + failure.getCause()).doesNotContain(PASSWORD);
    return failure;
  }

  @Test
  void aWrongOrMissingPassword() throws Exception {
    execute("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'");
    server.accept("host all all 127.0.0.1/32 scram-sha-256");
    PostgresSink guarded = sink().withUser("guarded");

    AirbyteIoException wrong = refusal(guarded.withPassword(secret(PASSWORD + " not")));
    assertThat(wrong.category()).isEqualTo(Category.CONFIG);
    assertThat(wrong).hasMessageContaining("password of the user guarded is refused");
    assertThat(wrong.hint()).contains("the file ");

    AirbyteIoException missing = refusal(guarded);
    assertThat(missing.category()).isEqualTo(Category.CONFIG);
    assertThat(missing.hint()).contains("password=env:NAME");

    PostgresSink right = guarded.withPassword(secret(PASSWORD)).withSchema("guarded");
    assertThat(writer(right).commit("{\"id\":1}").checkpoints()).isEqualTo(1);
  }

  @Test
  void anUnknownDatabaseOrUser() {
    AirbyteIoException database =
        refusal(
            PostgresSink.to(PostgresServer.HOST, server.port(), "nowhere")
                .withUser(PostgresServer.SUPERUSER));
    assertThat(database.category()).isEqualTo(Category.CONFIG);
    assertThat(database).hasMessageContaining("nowhere");
    assertThat(database.hint()).contains("CREATE DATABASE");

    AirbyteIoException user = refusal(sink().withUser("nobody_known"));
    assertThat(user.category()).isEqualTo(Category.CONFIG);
    assertThat(user).hasMessageContaining("nobody_known");
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    AirbyteIoException failure = refusal(PostgresSink.to(PostgresServer.HOST, free, "postgres"));
    assertThat(failure.category()).isEqualTo(Category.SINK);
    assertThat(failure.hint()).contains("host and port");
  }

  @Test
  void tlsThatOneSideDemands() throws Exception {
    AirbyteIoException none = refusal(sink().withSslMode("require"));
    assertThat(none).hasMessageContaining("SSL");
    assertThat(none.hint()).contains("TLS");

    server.accept("hostssl all all 127.0.0.1/32 trust");
    AirbyteIoException demanded = refusal(sink());
    assertThat(demanded.category()).isEqualTo(Category.CONFIG);
    assertThat(demanded.hint()).contains("sslmode=require");
  }

  @Test
  void tlsWithACertificateThatIsCheckedOrNot() throws Exception {
    try (TlsProxy proxy = TlsProxy.to(server.port(), folder)) {
      PostgresSink tls =
          PostgresSink.to(PostgresServer.HOST, proxy.port(), "postgres")
              .withUser(PostgresServer.SUPERUSER)
              .withSchema("tls");
      assertThat(writer(tls.withSslMode("require")).commit("{\"id\":1}").checkpoints())
          .isEqualTo(1);
      PostgresSink checked =
          tls.withSslMode("verify-full").withSslRootCert(proxy.certificate().toString());
      assertThat(writer(checked).newRun(1).commit("{\"id\":2}").checkpoints()).isEqualTo(1);

      Path other = Files.createDirectory(folder.resolve("other"));
      try (TlsProxy stranger = TlsProxy.to(server.port(), other)) {
        AirbyteIoException failure =
            refusal(checked.withSslRootCert(stranger.certificate().toString()));
        assertThat(failure.category()).isEqualTo(Category.CONFIG);
        assertThat(failure.hint()).contains("sslrootcert");
      }
    }
  }

  @Test
  void missingRights() throws Exception {
    execute(
        "CREATE ROLE plain LOGIN", "CREATE SCHEMA closed", "GRANT USAGE ON SCHEMA closed TO plain");
    for (String schema : new String[] {"closed", "not_there"}) {
      AirbyteIoException failure = refusal(sink().withUser("plain").withSchema(schema));
      assertThat(failure.category()).isEqualTo(Category.SINK);
      assertThat(failure).hasMessageContaining("permission denied");
      assertThat(failure.hint()).contains("CREATE on the schema");
    }
    execute("GRANT CREATE ON SCHEMA closed TO plain");
    assertThat(
            writer(sink().withUser("plain").withSchema("closed"))
                .commit("{\"id\":1}")
                .checkpoints())
        .as("with that right alone")
        .isEqualTo(1);
  }

  @Test
  void aServerThatIsTooOld() throws Exception {
    try (TcpProxy proxy =
        TcpProxy.to(
            server.port(),
            bytes ->
                new String(bytes, StandardCharsets.ISO_8859_1)
                    .replace("server_version\u000016.2", "server_version\u000014.2")
                    .getBytes(StandardCharsets.ISO_8859_1))) {
      AirbyteIoException failure =
          refusal(
              PostgresSink.to(PostgresServer.HOST, proxy.port(), "postgres")
                  .withUser(PostgresServer.SUPERUSER));
      assertThat(failure).hasMessageContaining("PostgreSQL 14.2").hasMessageContaining("too old");
      assertThat(failure.hint()).contains("PostgreSQL 15");
    }
  }

  @Test
  void aDatabaseThatCanOnlyBeRead() throws Exception {
    execute(
        "CREATE DATABASE frozen", "ALTER DATABASE frozen SET default_transaction_read_only = on");
    AirbyteIoException failure =
        refusal(
            PostgresSink.to(PostgresServer.HOST, server.port(), "frozen")
                .withUser(PostgresServer.SUPERUSER));
    assertThat(failure.category()).isEqualTo(Category.SINK);
    assertThat(failure).hasMessageContaining("read-only");
    assertThat(failure.hint()).contains("primary server");
  }
}
