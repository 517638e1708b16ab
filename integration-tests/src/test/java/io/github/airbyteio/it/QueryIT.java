package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sync has written is read back from the command line. */
class QueryIT {
  @TempDir Path folder;

  private CommandLineRun query(String... args) throws Exception {
    String[] all = new String[args.length + 1];
    all[0] = "query";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLineRun.run(folder, all);
  }

  @Test
  void whatASyncHasWrittenIsReadInEachFormat() throws Exception {
    FakeConnector.create().onRead(Step.records("users", 1, 3)).installAs(folder, "source-fake");
    CommandLineRun sync =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "exec:" + folder.resolve("source-fake"),
            "--streams",
            "users",
            "--to",
            "duckdb:" + folder.resolve("x.duckdb"));
    assertThat(sync.await()).as(sync.story()).isZero();
    String sql = "SELECT id, name FROM users ORDER BY id";

    assertThat(query(sql, "--db", "x.duckdb").out().lines())
        .containsExactly("id  name", "1   name 1", "2   name 2", "3   name 3");
    assertThat(query(sql, "--db", "duckdb:x.duckdb", "--format", "csv").out())
        .isEqualTo("id,name\n1,name 1\n2,name 2\n3,name 3\n");
    assertThat(query(sql, "--db", "x.duckdb", "--format", "json").document())
        .hasSize(3)
        .last()
        .hasToString("{\"id\":3,\"name\":\"name 3\"}");
  }

  @Test
  void whatIsWrongIsExplainedAndNothingIsCreated() throws Exception {
    CommandLineRun missing = query("SELECT 1", "--db", "none.duckdb");
    assertThat(missing.await()).isEqualTo(2);
    assertThat(missing.err()).contains("none.duckdb", "does not exist");
    assertThat(folder.resolve("none.duckdb")).doesNotExist();

    CommandLineRun format = query("SELECT 1", "--db", "none.duckdb", "--format", "xml");
    assertThat(format.await()).isEqualTo(2);
    assertThat(format.err()).contains("xml", "ndjson");

    CommandLineRun token =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                List.of("env", "-u", "MOTHERDUCK_TOKEN", "-u", "motherduck_token"),
                "query",
                "SELECT 1",
                "--db",
                "motherduck:db"));
    assertThat(token.await()).as(token.story()).isEqualTo(3);
    assertThat(token.err()).contains("MOTHERDUCK_TOKEN", "is not set");
  }

  @Test
  void aReaderThatGoesAwayEndsIt() throws Exception {
    DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("x.duckdb")).close();
    CommandLineRun head =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                List.of("bash", "-c", "\"$@\" | head -2; exit ${PIPESTATUS[0]}", "bash"),
                "query",
                "SELECT range AS i FROM range(100000000000)",
                "--db",
                "x.duckdb",
                "--format",
                "csv"));

    assertThat(head.await()).as(head.story()).isZero();
    assertThat(head.out()).isEqualTo("i\n0\n");
  }

  @Test
  void aFullDiskIsAFailure() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("x.duckdb")).close();
    CommandLineRun full =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                List.of("bash", "-c", "\"$@\" > /dev/full", "bash"),
                "query",
                "SELECT 1",
                "--db",
                "x.duckdb"));

    assertThat(full.await()).as(full.story()).isEqualTo(6);
    assertThat(full.err()).contains("No space left on device");
  }
}
