package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.faults.CrashPoint.Place;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The JVM is killed at each point of a sync, and the sync is run again: the tables are those of a
 * clean run.
 */
// Much of a short sync is waiting for its processes.
@Execution(ExecutionMode.CONCURRENT)
class CrashTableIT {
  private static final int RECORDS = 20;
  private static final List<Integer> ALL = IntStream.rangeClosed(1, RECORDS).boxed().toList();

  /** What a replaced table holds before. */
  private static final List<Integer> OLD = List.of(1001, 1002);

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    Processes.assertNoneLeft(folder);
  }

  private static Step[] incremental() {
    return new Step[] {Step.incremental(Step.Kind.STREAM, RECORDS, 10, "users", "orders")};
  }

  /** A full refresh that cannot be resumed: no states. */
  private static Step[] fullRefresh() {
    List<Step> steps = new ArrayList<>();
    for (String stream : List.of("users", "orders")) {
      steps.add(Step.records(stream, 1, RECORDS));
      steps.add(Step.status(stream, "COMPLETE"));
    }
    return steps.toArray(Step[]::new);
  }

  private FakeSync clean(Path at, Mode mode, boolean replaces) throws Exception {
    FakeSync sync =
        FakeSync.of(at, FakeConnector.create().onRead(replaces ? fullRefresh() : incremental()))
            .withMode(mode);
    return replaces ? sync.withFullRefresh() : sync;
  }

  /** A folder whose database holds an old table to be replaced, or nothing. */
  private Path prepare(Mode mode, boolean replaces, CrashPoint point) throws Exception {
    Path at = Files.createDirectories(folder.resolve(point.place() + "-" + point.count()));
    if (replaces) {
      FakeSync old =
          FakeSync.of(
                  at,
                  FakeConnector.create()
                      .onRead(
                          Step.records("users", OLD.get(0), OLD.get(1)),
                          Step.records("orders", OLD.get(0), OLD.get(1))))
              .withMode(mode)
              .withFullRefresh();
      assertThat(old.run().succeeded()).isTrue();
    }
    return at;
  }

  /** Returns whether the sync came to the point. */
  private boolean crashAndRecover(Mode mode, boolean replaces, CrashPoint point) throws Exception {
    Path at = prepare(mode, replaces, point);
    FakeSync again = clean(at, mode, replaces);
    Process child = CrashedSync.start(at, mode, replaces, point);
    int exitCode = CrashedSync.await(child, at);
    String story = point + "\n" + Files.readString(at.resolve("child.log"));
    assertThat(exitCode).as(story).isIn(0, 137);
    if (Files.exists(again.database())) {
      assertConsistent(again, replaces, story);
    }
    FakeSync.Outcome outcome = again.run();
    assertThat(outcome.succeeded()).as(story + outcome.message()).isTrue();
    assertThat(again.ids("users")).as(story).isEqualTo(ALL);
    assertThat(again.ids("orders")).as(story).isEqualTo(ALL);
    try (var staged = Files.walk(at)) {
      assertThat(staged.filter(file -> file.toString().contains(".staging/")).toList())
          .as("nothing staged is left: " + story)
          .isEmpty();
    }
    return exitCode == 137;
  }

  /**
   * Right after the crash: what is visible is what the states cover, or the old table as it was.
   */
  private static void assertConsistent(FakeSync sync, boolean replaces, String story)
      throws Exception {
    for (String table : List.of("users", "orders")) {
      if (!sync.hasTable(table)) {
        continue;
      }
      List<Integer> ids = sync.ids(table);
      if (replaces) {
        assertThat(ids).as(story).isIn(OLD, ALL);
      } else {
        String state =
            sync.hasTable("_airbyte_state") ? sync.states().getOrDefault(table, "0") : "0";
        int cursor = Integer.parseInt(state.replaceAll("[^0-9]", ""));
        assertThat(ids).as(story).isEqualTo(ALL.subList(0, cursor));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"APPEND,false", "APPEND_DEDUP,false", "OVERWRITE,true"})
  void crash_aroundStageAndCommit(Mode mode, boolean replaces) throws Exception {
    for (Place place :
        List.of(Place.BEFORE_STAGE, Place.AFTER_STAGE, Place.BEFORE_COMMIT, Place.AFTER_COMMIT)) {
      assertThat(crashAndRecover(mode, replaces, new CrashPoint(place, 1))).isTrue();
      // Between the commits of two scopes, too.
      crashAndRecover(mode, replaces, new CrashPoint(place, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({"APPEND,false", "APPEND_DEDUP,false", "OVERWRITE,true"})
  void crash_beforeEachStatementOfEachTransaction(Mode mode, boolean replaces) throws Exception {
    int statement = 1;
    // Each seventh one: the soak's random ones are others.
    while (crashAndRecover(mode, replaces, new CrashPoint(Place.IN_TRANSACTION, statement))) {
      statement += 7;
    }
    assertThat(statement).as("the statements were seen").isGreaterThan(20);
  }

  @Test
  void crash_ofTheConnector_beforeEachRecord() throws Exception {
    for (int records = 0; records <= 2 * RECORDS; records += 5) {
      Path at = folder.resolve("connector" + records);
      FakeSync sync =
          FakeSync.of(
                  at,
                  FakeConnector.create()
                      .onRead(
                          Step.onRun(1, Step.dieAfterRecords(records)),
                          Step.incremental(Step.Kind.STREAM, RECORDS, 10, "users", "orders")))
              .withMode(Mode.APPEND)
              .withRetries(FakeSync.TWO_ATTEMPTS);

      FakeSync.Outcome outcome = sync.run();

      assertThat(outcome.succeeded()).as(records + ": " + outcome.message()).isTrue();
      assertThat(sync.ids("users")).as("after " + records).isEqualTo(ALL);
      assertThat(sync.ids("orders")).as("after " + records).isEqualTo(ALL);
    }
  }
}
