package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MotherDuckSinkTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("id", AirbyteType.INTEGER),
          Column.of("cursor", AirbyteType.INTEGER),
          Column.of("data", AirbyteType.OBJECT));

  @TempDir Path folder;

  /** Every statement that a sync of two runs issues, as DuckDB itself has logged them. */
  private static List<String> statements(DuckDbSink sink, Path file) throws Exception {
    try (Connection log = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = log.createStatement()) {
      statement.execute("CALL enable_logging('QueryLog')");
      for (WriteMode mode : WriteMode.values()) {
        List<Integer> key = mode.deduplicates() ? List.of(0) : List.of();
        try (Scenario s =
            new Scenario(
                sink, file, "c1", mode.name(), mode, COLUMNS, key, key.isEmpty() ? null : 1)) {
          s.commit(rows -> rows.row(1, "1", "1", "{\"a\":1}").row(2, "2", "1", null));
          s.complete(rows -> rows.row(3, "1", "2", null));
          s.newRun("second", 2);
          s.complete(rows -> rows.row(4, "3", "1", null));
        }
      }
      sink.open().states().states("c1");
      List<String> found = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT message FROM duckdb_logs WHERE type = 'QueryLog'")) {
        while (rows.next()) {
          found.add(rows.getString(1).replaceAll("'[^']*\\.parquet'", "'FILE'"));
        }
      }
      return found;
    }
  }

  @Test
  void theStatementsAreThoseForAFile() throws Exception {
    Path file = folder.resolve("local.duckdb");

    List<String> remote =
        statements(LocalStandIn.sink(folder, "remote"), LocalStandIn.file(folder, "remote"));

    assertThat(remote)
        .isEqualTo(statements(DuckDbSink.to(file.toString()), file))
        .anyMatch(sql -> sql.startsWith("INSERT INTO") && sql.contains("read_parquet"))
        .anyMatch(sql -> sql.startsWith("DELETE FROM"))
        .anyMatch(sql -> sql.contains("RENAME TO"));
  }

  @Test
  void tablesOfOtherDatabasesOfTheWorkspaceDoNotCount() throws Exception {
    ConnectionOpener workspace =
        (url, settings) -> {
          Connection connection = new LocalStandIn(folder.toString()).open(url, settings);
          try (Statement statement = connection.createStatement()) {
            statement.execute("ATTACH IF NOT EXISTS ':memory:' AS other");
            statement.execute("CREATE TABLE IF NOT EXISTS other.main._airbyte_state (x INTEGER)");
            statement.execute("CREATE TABLE IF NOT EXISTS other.main._airbyte_streams (x INTEGER)");
          }
          return connection;
        };
    DuckDbSink sink = DuckDbSink.of(LocalStandIn.database(folder, "remote", workspace));

    try (var connection = sink.open()) {
      assertThat(connection.states().states("c1")).isEmpty();
    }
  }

  @Test
  void stagedBlocksAreOnThisMachineAndNothingIsLeft() throws Exception {
    // The folder is shared by all programs of the user.
    String database = "staged-" + UUID.randomUUID();
    Path file = LocalStandIn.file(folder, database);
    DuckDbSink sink = LocalStandIn.sink(folder, database);
    Path staging =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "airbyteio-"
                + System.getProperty("user.name")
                + "-motherduck-"
                + database
                + ".staging");
    try (Scenario s =
        new Scenario(sink, file, "c1", "t", WriteMode.APPEND, COLUMNS, List.of(), null)) {
      var step = s.step(false, rows -> rows.row(0, "1", "1", null));
      assertThat(step.blocks().get(0).location()).contains(staging.toString());
      assertThat(staging).exists();
      s.connection.abandon(step.blocks().get(0));
    }
    assertThat(staging).doesNotExist();
  }

  @Test
  void theTokenIsNotInThePipelineNorInAnyText() throws Exception {
    DuckDbSink sink = LocalStandIn.sink(folder, "remote");

    assertThat(sink.description()).isEqualTo("motherduck:remote");
    assertThat(sink.withSchema("raw").description()).isEqualTo("motherduck:remote?schema=raw");
    assertThat(sink.toString()).doesNotContain(LocalStandIn.TOKEN);
    assertThat(
            new String(SerializableUtils.serializeToByteArray(sink), StandardCharsets.ISO_8859_1))
        .doesNotContain(LocalStandIn.TOKEN);
    DuckDbSink copy = SerializableUtils.clone(sink);
    assertThat(copy).isEqualTo(sink);
    try (var connection = copy.open()) {
      assertThat(connection.states().states("c1")).isEmpty();
    }
  }

  @Test
  void theTokenIsTakenFromItsVariableUnlessItIsNamed() {
    assertThat(DuckDbSink.motherDuck("remote"))
        .isEqualTo(
            DuckDbSink.motherDuck(
                "remote",
                SecretReference.environment(List.of("MOTHERDUCK_TOKEN", "motherduck_token"))));
  }

  @Test
  void aMissingTokenIsAnErrorOfTheConfiguration() throws Exception {
    DuckDbSink sink =
        DuckDbSink.motherDuck("remote", SecretReference.environment("AIRBYTEIO_IS_NOT_SET"));

    AirbyteIoException failure = failureToOpen(sink);

    assertThat(failure.category()).isEqualTo(Category.CONFIG);
    assertThat(failure).hasMessageContaining("remote").hasMessageContaining("AIRBYTEIO_IS_NOT_SET");
    assertThat(failure.hint()).contains("env:NAME").contains("file:PATH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "db?motherduck_token=canary", "md:canary", "canary;x=1", "a b/canary"})
  void whatIsNoNameIsRefusedAndNotShown(String name) {
    assertThatThrownBy(() -> DuckDbSink.motherDuck(name))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("MotherDuck database")
        .hasMessageNotContaining("canary");
  }

  /** What DuckDB says when it cannot open the database, and quotes the token in it. */
  private AirbyteIoException failure(String message) throws IOException {
    ConnectionOpener refusing =
        (url, settings) -> {
          SQLException failure = new SQLException(quoting(message, settings));
          failure.initCause(new IllegalStateException(quoting("cause", settings)));
          failure.addSuppressed(new SQLException(quoting("suppressed", settings)));
          throw failure;
        };
    AirbyteIoException failure =
        failureToOpen(DuckDbSink.of(LocalStandIn.database(folder, "remote", refusing)));
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains("motherduck_token=****");
    assertThat(trace.toString() + failure.hint()).doesNotContain(LocalStandIn.TOKEN);
    return failure;
  }

  private static String quoting(String message, Properties settings) {
    return message + " (motherduck_token=" + settings.getProperty("motherduck_token") + ")";
  }

  private static AirbyteIoException failureToOpen(DuckDbSink sink) throws IOException {
    try (var connection = sink.open()) {
      return catchThrowableOfType(AirbyteIoException.class, () -> connection.states().states("c1"));
    }
  }

  @Test
  void anExtensionThatCannotBeLoadedIsExplained() throws Exception {
    AirbyteIoException failure =
        failure("IO Error: Failed to download extension \"motherduck\" at URL \"http://…\"");

    assertThat(failure.category()).isEqualTo(Category.SINK);
    assertThat(failure).hasMessageContaining("remote").hasMessageContaining("extension");
    assertThat(failure.hint()).contains("takes a network").contains("version of DuckDB");
  }

  @Test
  void aTokenThatIsRefusedIsNamedByItsPlace() throws Exception {
    AirbyteIoException failure =
        failure("Invalid Error: Request failed: Your request is not authenticated.");

    assertThat(failure.category()).isEqualTo(Category.CONFIG);
    assertThat(failure).hasMessageContaining("the file " + folder.resolve("token"));
    assertThat(failure.hint()).contains("access token");
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() throws Exception {
    AirbyteIoException failure = failure("Catalog Error: no database/share named 'remote' found");

    assertThat(failure.category()).isEqualTo(Category.CONFIG);
    assertThat(failure.hint()).contains("CREATE DATABASE");
  }

  @Test
  void anyOtherFailureIsTheStores() throws Exception {
    assertThat(failure("IO Error: connection reset").category()).isEqualTo(Category.SINK);
  }

  @Test
  void whatDuckDbSaysOfAStatementIsShownWithoutTheToken() throws Exception {
    ConnectionOpener broken =
        (url, settings) -> {
          Connection connection = new LocalStandIn(folder.toString()).open(url, settings);
          try (Statement statement = connection.createStatement()) {
            // The error of a statement quotes the view's text.
            statement.execute("CREATE OR REPLACE VIEW _airbyte_streams AS SELECT 1 AS x");
            statement.execute(
                "CREATE OR REPLACE VIEW _airbyte_state AS SELECT CAST('"
                    + LocalStandIn.TOKEN
                    + "' AS INTEGER) AS namespace, '' AS stream_name, '' AS kind, '' AS state, '' AS token, 1 AS seq,"
                    + " '' AS run_id, 'c1' AS connection_id");
          }
          return connection;
        };
    try (var connection = DuckDbSink.of(LocalStandIn.database(folder, "remote", broken)).open()) {
      IOException failure =
          catchThrowableOfType(IOException.class, () -> connection.states().states("c1"));

      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).contains("****").doesNotContain(LocalStandIn.TOKEN);

      Files.delete(folder.resolve("token"));
      assertThatThrownBy(() -> connection.states().states("c1"))
          .hasMessageContaining("left out")
          .hasMessageNotContaining(LocalStandIn.TOKEN);
    }
  }
}
