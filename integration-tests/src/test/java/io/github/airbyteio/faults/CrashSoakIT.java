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
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills syncs at random moments, one after another on one database, and looks at the tables after
 * each: the JVM at a random place, the JVM at a random time, the connector behind a random record.
 *
 * <p>{@code -Dairbyteio.soak.kills} sets how many (200). What a failure prints, {@code
 * -Dairbyteio.soak.seed} and {@code -Dairbyteio.soak.chain}, repeats its chain alone; what was left
 * to the clock may differ.
 */
@ExtendWith(LeavesNothing.class)
class CrashSoakIT {
  private static final int KILLS = Integer.getInteger("airbyteio.soak.kills", 200);
  private static final long SEED = Long.getLong("airbyteio.soak.seed", 20_260_101);
  private static final Integer ONLY = Integer.getInteger("airbyteio.soak.chain");
  private static final List<Mode> MODES = List.of(Mode.APPEND, Mode.APPEND_DEDUP, Mode.OVERWRITE);
  private static final List<String> STREAMS = List.of("users", "orders");
  private static final int MORE_EACH_ROUND = 12;

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    Processes.assertNoneLeft(folder);
  }

  @Test
  @Timeout(value = 35, unit = TimeUnit.MINUTES)
  void killsAtRandomMomentsLoseNothingAndDoubleNothing() throws Exception {
    // Two at a time: most of a short sync is its start.
    ExecutorService executor = Executors.newFixedThreadPool(2);
    List<Future<Integer>> chains = new ArrayList<>();
    int chainLength = 10;
    int first = ONLY == null ? 0 : ONLY;
    int end = ONLY == null ? (KILLS + chainLength - 1) / chainLength : ONLY + 1;
    for (int chain = first; chain < end; chain++) {
      Chain one = new Chain(Files.createDirectories(folder.resolve("chain" + chain)), chain);
      chains.add(executor.submit(() -> one.run(chainLength)));
    }
    int kills = 0;
    for (Future<Integer> chain : chains) {
      kills += chain.get(30, TimeUnit.MINUTES);
    }
    executor.shutdown();
    assertThat(kills).isGreaterThanOrEqualTo(chains.size() * chainLength);
  }

  /** A database that sync after sync is killed on. */
  private static final class Chain {
    private final Path at;
    private final Mode mode;
    private final Random random;
    private final int chain;

    /** The last record of the source; it grows with each round. */
    private int last;

    /** What the overwritten tables may hold: the source's ends in the rounds so far. */
    private final List<List<Integer>> versions = new ArrayList<>();

    Chain(Path at, int chain) {
      this.at = at;
      this.chain = chain;
      this.mode = MODES.get(chain % MODES.size());
      this.random = new Random(SEED + chain);
    }

    private boolean replaces() {
      return mode == Mode.OVERWRITE;
    }

    int run(int kills) throws Exception {
      int killed = 0;
      versions.add(List.of());
      while (killed < kills) {
        last += MORE_EACH_ROUND;
        versions.add(IntStream.rangeClosed(1, last).boxed().toList());
        boolean connectorDies = random.nextInt(3) == 0;
        install(connectorDies ? List.of(Step.dieAfterRecords(random.nextInt(40))) : List.of());
        killed += kill(connectorDies) ? 1 : 0;
      }
      install(List.of());
      FakeSync.Outcome outcome = sync().run();
      assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
      for (String stream : STREAMS) {
        assertThat(sync().ids(stream))
            .as(story("the end"))
            .isEqualTo(versions.get(versions.size() - 1));
      }
      return killed;
    }

    private boolean kill(boolean connectorDies) throws Exception {
      if (connectorDies) {
        // Nothing but the connector's own process is needed for that.
        boolean died = !sync().run().succeeded();
        assertConsistent("a record");
        return died;
      }
      CrashPoint point = randomPoint();
      Process child = CrashedSync.start(at, mode, replaces(), point);
      boolean byTime = point.place() == Place.NOWHERE;
      if (byTime && !child.waitFor(300 + random.nextInt(3_500), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
      int exitCode = CrashedSync.await(child, at);
      String story = byTime ? "a random time" : point.toString();
      assertThat(exitCode).as("%s", story(story)).isIn(0, 137);
      assertConsistent(story);
      return exitCode != 0;
    }

    private CrashPoint randomPoint() {
      return switch (random.nextInt(6)) {
        case 0 -> new CrashPoint(Place.BEFORE_STAGE, 1 + random.nextInt(3));
        case 1 -> new CrashPoint(Place.AFTER_STAGE, 1 + random.nextInt(3));
        case 2 -> new CrashPoint(Place.AFTER_COMMIT, 1 + random.nextInt(2));
        case 3 -> CrashPoint.nowhere();
        default -> new CrashPoint(Place.IN_TRANSACTION, 1 + random.nextInt(90));
      };
    }

    private void install(List<Step> first) throws Exception {
      List<Step> steps = new ArrayList<>(first);
      if (replaces()) {
        for (String stream : STREAMS) {
          steps.add(Step.records(stream, 1, last));
          steps.add(Step.status(stream, "COMPLETE"));
        }
      } else {
        String[] streams = STREAMS.toArray(String[]::new);
        steps.add(
            mode == Mode.APPEND_DEDUP
                ? Step.incrementalRepeatingBoundary(Step.Kind.STREAM, last, 5, streams)
                : Step.incremental(Step.Kind.STREAM, last, 5, streams));
      }
      FakeConnector.create().onRead(steps.toArray(Step[]::new)).installAs(at, "source-fake");
    }

    private FakeSync sync() throws Exception {
      FakeSync sync = FakeSync.installed(at).withMode(mode);
      sync.withSink(new EagerSink(DuckDbSink.to(sync.database().toString())));
      return replaces() ? sync.withFullRefresh() : sync;
    }

    private void assertConsistent(String where) throws Exception {
      String story = story(where);
      FakeSync sync = sync();
      if (!Files.exists(sync.database())) {
        return;
      }
      for (String stream : STREAMS) {
        if (!sync.hasTable(stream)) {
          continue;
        }
        List<Integer> ids = sync.ids(stream);
        if (replaces()) {
          assertThat(ids).as(story).isIn(versions);
        } else {
          String state =
              sync.hasTable("_airbyte_state") ? sync.states().getOrDefault(stream, "0") : "0";
          int cursor = Integer.parseInt(state.replaceAll("[^0-9]", ""));
          assertThat(ids).as(story).isEqualTo(IntStream.rangeClosed(1, cursor).boxed().toList());
        }
      }
    }

    private String story(String where) throws Exception {
      return String.format(
          "-Dairbyteio.soak.seed=%d -Dairbyteio.soak.chain=%d, %s, killed at %s%n%s",
          SEED, chain, mode, where, CrashedSync.log(at));
    }
  }
}
