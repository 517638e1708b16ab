package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that take a sync file, run against a fake connector. */
class SyncFileRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path good;
  private Path both;
  private Path bad;
  private Path database;

  @BeforeEach
  void install() throws IOException {
    good =
        FakeConnector.create()
            .onRead(FakeConnector.healthy("users"))
            .installAs(folder.resolve("good"), "source-good");
    both = FakeConnector.create().installAs(folder.resolve("both"), "source-both");
    bad =
        FakeConnector.create().onRead(Step.exit(1)).installAs(folder.resolve("bad"), "source-bad");
    database = folder.resolve("x.duckdb");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(
        folder.resolve("sync.yaml"),
        text.replace("GOOD", "exec:" + good)
            .replace("BAD", "exec:" + bad)
            .replace("DATABASE", "duckdb:" + database));
  }

  private static CommandRun run(String command, Object file, String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of(command, file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void aFileIsSyncedWithWhatItSaysOfStreams() throws Exception {
    Path file =
        file(
            """
            source: GOOD
            to: DATABASE
            connection: mine
            config: {password: canary}
            streams:
              users: {select: [id, name, updated_at], rename: {name: full_name}, filter: id >= 2}
            """);
    CommandRun run = run("sync", file, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).path("connection").asText()).isEqualTo("mine");
    assertThat(run.err())
        .contains("line 4, column 1: config.password is a secret that is written out")
        .doesNotContain("canary");
    assertThat(query("SELECT count(full_name) FROM users")).isEqualTo("4");
    assertThat(query("SELECT list(table_name) FROM information_schema.tables"))
        .doesNotContain("orders");
  }

  @Test
  void oneConnectionThatFailsDoesNotKeepTheOthersFromTheirTurn() throws Exception {
    Path file =
        file(
            """
            defaults: {to: DATABASE, streams: [users], retries: 0}
            connections:
              first: {source: BAD}
              second: {source: GOOD, to: "DATABASE?schema=two"}
            """);
    CommandRun run = run("sync", file, "--json");
    assertThat(run.code()).as(run.err()).isEqualTo(5);
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(JSON.readTree(lines.get(0)).path("status").asText()).isEqualTo("failed");
    assertThat(JSON.readTree(lines.get(1)).path("status").asText()).isEqualTo("succeeded");
    JsonNode summary = JSON.readTree(lines.get(2));
    assertThat(summary.path("connections").findValuesAsText("exit_code")).containsExactly("5", "0");
    assertThat(query("SELECT count(*) FROM two.users")).isEqualTo("5");

    assertThat(run("sync", file, "--connection", "second").code()).isZero();
    assertThat(run("sync", file, "--every", "1m").code()).isEqualTo(2);
  }

  @Test
  void aMistakeInAnyConnectionIsFoundBeforeAnyIsRun() throws Exception {
    Path file =
        file(
            """
            connections:
              first: {source: GOOD, to: DATABASE}
              second: {source: GOOD, to: nowhere}
            """);
    CommandRun run = run("sync", file);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("line 3, column ", ": to: 'nowhere' is no target");
    assertThat(database).doesNotExist();
  }

  @Test
  void aPlanTellsWhatASyncWouldDoAndWritesNothing() throws Exception {
    Path file = file("source: GOOD\nto: DATABASE\nconnection: mine\nstreams: [users]\n");
    CommandRun before = run("plan", file);
    assertThat(before.code()).as(before.err()).isZero();
    assertThat(before.out())
        .contains("append_dedup", "the start", "create users", "id BIGINT, name VARCHAR");
    assertThat(database).doesNotExist();
    assertThat(folder.resolve("x.duckdb.staging")).doesNotExist();

    assertThat(run("sync", file).code()).isZero();
    byte[] written = Files.readAllBytes(database);
    CommandRun after = run("plan", file, "--json");
    JsonNode stream = JSON.readTree(after.out()).at("/connections/0/streams/0");
    assertThat(stream.at("/table/action").asText()).isEqualTo("keep");
    assertThat(stream.at("/state/stream/stream_state/cursor").asInt()).isEqualTo(5);
    assertThat(run("plan", file).out()).contains("{\"cursor\":5}", "keep users");

    assertThat(run("plan", file, "--drop", "users.name", "--full-refresh").out())
        .contains("overwrite_dedup", "the start, in full", "replace users", "name is gone");
    CommandRun processes = run("plan", file, "--streams", "users,orders", "--processes", "stream");
    assertThat(processes.out()).contains("by 2 processes", "create orders");
    assertThat(Files.readAllBytes(database)).isEqualTo(written);
    assertThat(Files.list(folder).map(path -> path.getFileName().toString()))
        .doesNotContain("x.duckdb.wal", "x.duckdb.staging");
  }

  @Test
  void aPlanIsRefusedAsTheSyncWouldBe() throws Exception {
    Path file = file("source: GOOD\nto: DATABASE\nstreams: [users]\n");
    assertThat(run("sync", file, "--connection", "one").code()).isZero();
    CommandRun taken = run("plan", file, "--connection", "two");
    assertThat(taken.code()).isEqualTo(6);
    assertThat(taken.err()).contains("users belongs to one/users");
    assertThat(run("plan", folder.resolve("none.yaml")).code()).isEqualTo(2);
    assertThat(CommandRun.of("plan").err()).contains("a FILE, or '--source=SOURCE'");
  }

  @Test
  void whatInitHasWrittenRunsUnchanged() throws Exception {
    Path file = folder.resolve("new.yaml");
    String[] init = {"init", "exec:" + both, "--to", "duckdb:" + database, "-o", file.toString()};
    assertThat(CommandRun.of(init).code()).isZero();
    assertThat(Files.readString(file))
        .contains("# password: \"${env:", "users: # incremental, append_dedup, key id, cursor");
    assertThat(CommandRun.of(init).err()).contains("exists", "--force");

    CommandRun run = run("sync", file);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(query("SELECT count(*) FROM orders")).isEqualTo("5");
  }
}
