package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.services.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line writes to a real Postgres server. */
class PostgresSyncIT {
  private static PostgresServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void install() throws Exception {
    FakeConnector.create()
        .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users", "orders"))
        .installAs(folder, "source-fake");
    execute("DROP SCHEMA IF EXISTS raw CASCADE", "DROP ROLE IF EXISTS loader");
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String one(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static String target(String settings) {
    return "postgresql://127.0.0.1:" + server.port() + "/postgres?schema=raw&" + settings;
  }

  private CommandLineRun run(int exitCode, String... args) throws Exception {
    CommandLineRun run = CommandLineRun.run(folder, args);
    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  private CommandLineRun sync(int exitCode, String target, String... options) throws Exception {
    List<String> args =
        new ArrayList<>(List.of("sync", "--source", "exec:./source-fake", "--to", target));
    args.addAll(List.of(options));
    return run(exitCode, args.toArray(String[]::new));
  }

  @Test
  void aSecondSyncContinuesWhereTheFirstHasEnded() throws Exception {
    String target = target("user=postgres");
    CommandLineRun first = sync(0, target, "--json");
    assertThat(first.document().at("/streams/0/records_committed").asLong()).isEqualTo(10);

    CommandLineRun second = sync(0, target, "--json");

    assertThat(second.document().at("/streams/0/records_read").asLong()).isZero();
    assertThat(one("SELECT count(DISTINCT id) || '/' || count(*) FROM raw.users"))
        .isEqualTo("10/10");
    assertThat(run(0, "state", "show", "--to", target, "--connection", "source-fake").out())
        .contains("users", "10");
  }

  @Test
  void aFullRefreshReplacesTheTableAndLeavesNothingElseBehind() throws Exception {
    String target = target("user=postgres");
    sync(0, target);

    sync(0, target, "--full-refresh");

    assertThat(one("SELECT count(*) FROM raw.users")).isEqualTo("10");
    assertThat(
            one(
                "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'raw'"
                    + " AND tablename LIKE '%tmp%'"))
        .isNull();
  }

  @Test
  void aWrongPasswordIsAMistakeInTheConfigurationAndNotShown() throws Exception {
    execute("CREATE ROLE loader LOGIN PASSWORD 'right'");
    Files.writeString(folder.resolve("password"), "canary");
    server.accept("host all loader 127.0.0.1/32 scram-sha-256", "host all all 127.0.0.1/32 trust");
    try {
      CommandLineRun run = sync(3, target("user=loader&password=file:password"));
      assertThat(run.err()).contains("password", "loader").doesNotContain("canary");
    } finally {
      server.acceptAll();
    }
  }

  @Test
  void aPasswordThatIsWrittenOutIsRefusedAndNotShown() throws Exception {
    CommandLineRun run = sync(2, target("user=postgres&password=canary"));

    assertThat(run.err()).contains("env:").doesNotContain("canary");
  }

  @Test
  void aServerHasAClientOfItsOwn() throws Exception {
    CommandLineRun run = run(2, "query", "SELECT 1", "--db", target("user=postgres"));

    assertThat(run.err()).contains("psql");
  }
}
