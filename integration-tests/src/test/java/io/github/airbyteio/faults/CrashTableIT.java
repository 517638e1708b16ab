package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.faults.CrashPoint.Place;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The JVM, or the connector, is killed at each point of a sync, and the sync is run again: the
 * tables are those of a clean run. Each checkpoint is committed by itself, so that most points lie
 * between two of them.
 */
@ExtendWith(LeavesNothing.class)
class CrashTableIT {
  private static final int RECORDS = 20;
  private static final int STATE_EVERY = 5;
  private static final List<String> STREAMS = List.of("users", "orders");

  // Two at a time: much of a short sync is waiting for its processes.
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @TempDir Path folder;

  /** What the tables hold after a clean run. */
  private List<List<String>> all;

  @BeforeEach
  void runOnce() throws Exception {
    Path clean = folder.resolve("clean");
    install(clean, Mode.APPEND);
    FakeSync sync = sync(clean, Mode.APPEND);
    assertThat(sync.run().succeeded()).isTrue();
    all = sync.rows("users");
    assertThat(all).hasSize(RECORDS);
  }

  @AfterEach
  void nothingIsLeft() {
    executor.shutdownNow();
    Processes.assertNoneLeft(folder);
  }

  private static boolean replaces(Mode mode) {
    return mode == Mode.OVERWRITE;
  }

  private static void install(Path at, Mode mode, Step... first) throws Exception {
    List<Step> steps = new ArrayList<>(List.of(first));
    String[] streams = STREAMS.toArray(String[]::new);
    switch (mode) {
      case OVERWRITE -> {
        // A full refresh that cannot be resumed: no states.
        for (String stream : streams) {
          steps.add(Step.records(stream, 1, RECORDS));
          steps.add(Step.status(stream, "COMPLETE"));
        }
      }
      case APPEND_DEDUP ->
          // What was committed last comes again with each start.
          steps.add(
              Step.incrementalRepeatingBoundary(Step.Kind.STREAM, RECORDS, STATE_EVERY, streams));
      default -> steps.add(Step.incremental(Step.Kind.STREAM, RECORDS, STATE_EVERY, streams));
    }
    Files.createDirectories(at);
    FakeConnector.create().onRead(steps.toArray(Step[]::new)).installAs(at, "source-fake");
  }

  private static FakeSync sync(Path at, Mode mode) {
    FakeSync sync = FakeSync.installed(at).withMode(mode);
    sync.withSink(new EagerSink(DuckDbSink.to(sync.database().toString())));
    return replaces(mode) ? sync.withFullRefresh() : sync;
  }

  /** Prepares a database with an old table to be replaced, or none; returns the old rows. */
  private static List<List<String>> prepare(Path at, Mode mode) throws Exception {
    if (!replaces(mode)) {
      return List.of();
    }
    Files.createDirectories(at);
    FakeConnector.create()
        .onRead(Step.records("users", 1001, 1002), Step.records("orders", 1001, 1002))
        .installAs(at, "source-fake");
    FakeSync sync = sync(at, mode);
    assertThat(sync.run().succeeded()).isTrue();
    return sync.rows("users");
  }

  /** Kills the JVM at the point, then syncs again. Returns what was visible in between. */
  private Seen crashAndRecover(Mode mode, CrashPoint point) throws Exception {
    Path at = folder.resolve(point.place() + "-" + point.count());
    List<List<String>> old = prepare(at, mode);
    install(at, mode);
    Process child = CrashedSync.start(at, mode, replaces(mode), point);
    int exitCode = CrashedSync.await(child, at);
    String story = mode + ", " + point + "\n" + CrashedSync.log(at);
    assertThat(exitCode).as("the point was reached: " + story).isEqualTo(137);
    return recover(at, mode, old, story);
  }

  /** Kills the connector in the place of its next record, then syncs again. */
  private Seen failAndRecover(Mode mode, int records) throws Exception {
    Path at = folder.resolve("connector" + records);
    List<List<String>> old = prepare(at, mode);
    install(at, mode, Step.dieAfterRecords(records));
    String story = mode + ", the connector after " + records + " records";
    assertThat(sync(at, mode).run().succeeded()).as(story).isFalse();
    install(at, mode);
    return recover(at, mode, old, story);
  }

  private Seen recover(Path at, Mode mode, List<List<String>> old, String story) throws Exception {
    FakeSync again = sync(at, mode);
    Seen seen = Seen.of(again, STREAMS);
    for (String stream : STREAMS) {
      if (replaces(mode)) {
        assertThat(seen.rows(stream)).as(story).isIn(old, all);
      } else {
        assertThat(seen.rows(stream)).as(story).isEqualTo(all.subList(0, seen.cursor(stream)));
      }
    }
    FakeSync.Outcome outcome = again.run();
    assertThat(outcome.succeeded()).as(story + outcome.message()).isTrue();
    for (String stream : STREAMS) {
      assertThat(again.rows(stream)).as(story).isEqualTo(all);
      assertThat(again.generations(stream))
          .as("one generation, the stored one: " + story)
          .isEqualTo(again.storedGeneration(stream));
    }
    try (var staged = Files.walk(at)) {
      assertThat(staged.filter(file -> file.toString().contains(".staging/")).toList())
          .as("nothing staged is left: " + story)
          .isEmpty();
    }
    return seen;
  }

  private interface Case {
    Seen run() throws Exception;
  }

  private List<Seen> run(List<Case> cases) throws Exception {
    List<Future<Seen>> running = new ArrayList<>();
    for (Case one : cases) {
      running.add(executor.submit(one::run));
    }
    List<Seen> seen = new ArrayList<>();
    for (Future<Seen> one : running) {
      seen.add(Processes.result(one));
    }
    return seen;
  }

  private List<Seen> crash(Mode mode, List<CrashPoint> points) throws Exception {
    List<Case> cases = new ArrayList<>();
    for (CrashPoint point : points) {
      cases.add(() -> crashAndRecover(mode, point));
    }
    return run(cases);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"APPEND", "APPEND_DEDUP", "OVERWRITE"})
  void crash_aroundStageAndCommit(Mode mode) throws Exception {
    List<CrashPoint> points = new ArrayList<>();
    for (Place place :
        List.of(Place.BEFORE_STAGE, Place.AFTER_STAGE, Place.BEFORE_COMMIT, Place.AFTER_COMMIT)) {
      points.add(new CrashPoint(place, 1));
      points.add(new CrashPoint(place, 2));
    }
    if (!replaces(mode)) {
      points.add(new CrashPoint(Place.BEFORE_COMMIT, 4));
      points.add(new CrashPoint(Place.AFTER_COMMIT, 4));
    }

    List<Seen> seen = crash(mode, points);

    Seen afterFirstCommit = seen.get(points.indexOf(new CrashPoint(Place.AFTER_COMMIT, 1)));
    if (replaces(mode)) {
      assertThat(STREAMS).filteredOn(s -> afterFirstCommit.rows(s).equals(all)).hasSize(1);
    } else {
      assertThat(STREAMS)
          .as("between the commits of two scopes")
          .filteredOn(stream -> afterFirstCommit.cursor(stream) > 0)
          .hasSize(1);
      assertThat(seen)
          .as("between two commits of one scope")
          .anyMatch(s -> STREAMS.stream().anyMatch(t -> s.isWithin(t, RECORDS)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"APPEND", "APPEND_DEDUP", "OVERWRITE"})
  void crash_beforeEachKindOfStatementOfACommit(Mode mode) throws Exception {
    List<CrashPoint> points = new ArrayList<>();
    List<Place> kinds = new ArrayList<>(List.of(Place.INSERT_ROWS, Place.STORE_STATE, Place.END));
    if (mode == Mode.APPEND_DEDUP) {
      kinds.addAll(List.of(Place.GATHER_ROWS, Place.DELETE_OLDER));
    }
    if (replaces(mode)) {
      kinds.addAll(List.of(Place.DROP_OLD, Place.RENAME_NEW, Place.COMPLETE_GENERATION));
    }
    for (Place kind : kinds) {
      // In the second transaction: then there is something to be lost.
      points.add(new CrashPoint(kind, 2));
    }
    if (replaces(mode)) {
      points.add(new CrashPoint(Place.RENAME_NEW, 1));
    }

    crash(mode, points);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"APPEND", "APPEND_DEDUP", "OVERWRITE"})
  void crash_ofTheConnector_behindARecord(Mode mode) throws Exception {
    List<Case> cases = new ArrayList<>();
    for (int records : new int[] {0, 5, 12, 20, 33}) {
      cases.add(() -> failAndRecover(mode, records));
    }

    List<Seen> seen = run(cases);

    if (!replaces(mode)) {
      assertThat(seen).anyMatch(s -> STREAMS.stream().anyMatch(t -> s.isWithin(t, RECORDS)));
    }
  }
}
