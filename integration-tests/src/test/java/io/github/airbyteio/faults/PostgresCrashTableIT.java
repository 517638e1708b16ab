package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.faults.CrashPoint.Place;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.services.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the JVM of syncs into a real Postgres server, and then the server itself. */
@ExtendWith(LeavesNothing.class)
@Timeout(600)
class PostgresCrashTableIT {
  private static final List<CrashPoint> POINTS =
      List.of(
          new CrashPoint(Place.BEFORE_STAGE, 2),
          new CrashPoint(Place.AFTER_STAGE, 1),
          new CrashPoint(Place.BEFORE_COMMIT, 2),
          new CrashPoint(Place.AFTER_COMMIT, 1));
  private static final List<String> STREAMS = List.of("users", "orders");
  private static final int LAST = 20;

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

  /** In one schema, kill after kill, with a killed server in between; then a sync to the end. */
  @ParameterizedTest
  @EnumSource(names = {"APPEND", "APPEND_DEDUP", "OVERWRITE"})
  void killedSyncsAndServersLoseNothingAndDoubleNothing(Mode mode) throws Exception {
    install(mode);
    for (CrashPoint point : POINTS) {
      assertThat(sync(mode, point)).as("%s %s %s", mode, point, log()).isIn(0, 137);
      if (point.place() == Place.AFTER_STAGE) {
        server.kill();
        server.restart();
      }
      assertConsistent(mode, point);
    }

    assertThat(sync(mode, CrashPoint.nowhere())).as(log()).isZero();

    for (String stream : STREAMS) {
      assertThat(ids(mode, stream)).as(stream).isEqualTo(upTo(LAST));
    }
    assertThat(
            one(
                "SELECT count(*) FROM pg_tables WHERE schemaname = '"
                    + mode.name()
                    + "' AND tablename LIKE '\\_airbyte\\_stage\\_%'"))
        .as("staging tables that are left")
        .isEqualTo("0");
  }

  private void install(Mode mode) throws Exception {
    List<Step> steps = new ArrayList<>();
    if (mode == Mode.OVERWRITE) {
      for (String stream : STREAMS) {
        steps.add(Step.records(stream, 1, LAST));
        steps.add(Step.status(stream, "COMPLETE"));
      }
    } else {
      String[] streams = STREAMS.toArray(String[]::new);
      steps.add(
          mode == Mode.APPEND_DEDUP
              ? Step.incrementalRepeatingBoundary(Step.Kind.STREAM, LAST, 5, streams)
              : Step.incremental(Step.Kind.STREAM, LAST, 5, streams));
    }
    FakeConnector.create().onRead(steps.toArray(Step[]::new)).installAs(folder, "source-fake");
  }

  private int sync(Mode mode, CrashPoint point) throws Exception {
    String target =
        "postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres&schema=" + mode.name();
    boolean fullRefresh = mode == Mode.OVERWRITE;
    return CrashedSync.await(
        CrashedSync.start(folder, "256m", target, mode, fullRefresh, point), folder);
  }

  private void assertConsistent(Mode mode, CrashPoint point) throws Exception {
    String schema = "\"" + mode.name() + "\".";
    for (String stream : STREAMS) {
      if (one("SELECT to_regclass('" + schema + stream + "')") == null) {
        continue;
      }
      List<Integer> ids = ids(mode, stream);
      if (mode == Mode.OVERWRITE) {
        assertThat(ids).as("%s %s %s", mode, stream, point).isIn(List.of(), upTo(LAST));
      } else {
        String state =
            one(
                "SELECT max(state) FROM "
                    + schema
                    + "_airbyte_state WHERE stream_name = '"
                    + stream
                    + "'");
        int cursor = state == null ? 0 : Integer.parseInt(state.replaceAll("[^0-9]", ""));
        assertThat(ids).as("%s %s %s", mode, stream, point).isEqualTo(upTo(cursor));
      }
    }
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Integer> ids(Mode mode, String stream) throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM \"" + mode.name() + "\"." + stream + " ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getInt(1));
      }
    }
    return ids;
  }

  private static String one(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private String log() throws Exception {
    return CrashedSync.log(folder);
  }
}
