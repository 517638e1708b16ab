package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.DirectCommitter;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.state.ReadEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;

/** However a read is cut, resumed and relaunched, what is committed equals a run without cuts. */
class CutEverywhereTest {
  private static final int RECORDS = 40;
  private static final String CONNECTION = "numbers";
  private static final List<String> ALL =
      IntStream.range(0, RECORDS).mapToObj(String::valueOf).toList();
  private static final RetryPolicy RETRIES = RetryPolicy.of(5, 20, List.of(Duration.ZERO));

  @Property(tries = 300)
  void cutsAtAnyOrdinalLoseNothingAndDoubleNothing(
      @ForAll long seed,
      @ForAll boolean global,
      @ForAll @IntRange(min = 1, max = 5) int claimsPerBundle,
      @ForAll @IntRange(min = 0, max = 90) int missPercent)
      throws Exception {
    AirbyteState.Kind kind = global ? AirbyteState.Kind.GLOBAL : AirbyteState.Kind.STREAM;
    Run run = new Run(FakeSessions.of(seed, RECORDS, kind), seed);

    run.drive(claimsPerBundle, missPercent);

    run.assertComplete();
  }

  @Property(tries = 200)
  void attemptsThatFailAreRelaunchedFromTheirLastStates(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 30) int failAfter,
      @ForAll @IntRange(min = 1, max = 4) int failures)
      throws Exception {
    FakeSessions sessions =
        new FakeSessions(seed, RECORDS, AirbyteState.Kind.STREAM, failAfter, failures);
    Run run = new Run(sessions, seed);

    run.drive(3, 20);

    run.assertComplete();
  }

  @Example
  void theNextAttemptWaitsAlsoWhereTheRunnerDoesNot() throws Exception {
    FakeSessions sessions = new FakeSessions(1, RECORDS, AirbyteState.Kind.STREAM, 0, 2);
    Run run = new Run(sessions, 1, RetryPolicy.of(5, 20, List.of(Duration.ofSeconds(10))));

    run.drive(40, 0);

    run.assertComplete();
    assertThat(run.launches).hasSize(3);
    assertThat(run.failures).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(run.launches.get(i + 1))
          .isBetween(run.failures.get(i) + 10_000, run.failures.get(i) + 14_000);
    }
  }

  @Property(tries = 100)
  void spare43_anElementThatIsExecutedAgainContinuesFromTheStore(@ForAll long seed)
      throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed);

    run.drive(4, 0);
    run.drive(4, 0);

    run.assertComplete();
  }

  @Property(tries = 100)
  void spare41_aBundleThatIsExecutedAgainEndsTheProcessOfItsFirstExecution(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int claims) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed);

    run.executeAndLose(claims);
    // There is room for one process only: the lost one would be in the way.
    run.drive(4, 0);

    run.assertComplete();
  }

  @Property(tries = 100)
  void aReadThatHasBegunBeforeItsPipelineGoesOnWithItsProcess(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int claims) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed);
    run.launchAhead();

    run.drive(claims, 0);

    run.assertComplete();
    assertThat(run.launches).hasSize(1);
  }

  @Property(tries = 100)
  void aReadThatHasBegunBeforeItsPipelineIsLaunchedAnewWhereItsProcessIsLost(
      @ForAll long seed, @ForAll boolean expired, @ForAll @IntRange(min = 1, max = 5) int claims)
      throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed);
    run.launchAhead();
    if (expired) {
      run.cache.discard(run.task.start().attempt());
    } else {
      run.executeAndLose(claims);
    }

    run.drive(claims, 20);
    run.drive(claims, 0);

    run.assertComplete();
    assertThat(run.launches.size()).isGreaterThan(1);
  }

  @Example
  void whatCannotBeLaunchedBeforeItsPipelineIsLaunchedInIt() throws Exception {
    Run run = new Run(FakeSessions.of(1, RECORDS, AirbyteState.Kind.STREAM), 1);
    Session inTheWay = run.occupyTheOnlyRoom();
    run.launchAhead();
    assertThat(run.task.start().attempt()).isNull();
    run.cache.close(inTheWay);
    run.refuseNextLaunch();
    run.launchAhead();
    assertThat(run.task.start().attempt()).isNull();

    run.drive(5, 0);

    run.assertComplete();
  }

  /** A small runner: bundles, cuts, lost sessions, staging in any order. */
  private static final class Run {
    private static final StreamDescriptor A = StreamDescriptor.of("a");
    private static final StreamDescriptor B = StreamDescriptor.of("b");

    private final Random random;
    private final InMemorySink sink = new InMemorySink();
    private final ConfiguredCatalog catalog = TestCatalogs.incremental("a", "b");
    private final DirectCommitter committer;
    private final SessionCache cache = new SessionCache(Duration.ofMinutes(1), 1);
    private final ReadConnector read;
    private final RunPlanner planner;
    private final SessionFactory noting;
    private ReadTask task;
    private boolean refusing;
    private final List<Long> launches = new ArrayList<>();
    private final List<Long> failures = new ArrayList<>();
    private long now;

    Run(SessionFactory sessions, long seed) throws Exception {
      this(sessions, seed, RETRIES);
    }

    Run(SessionFactory sessions, long seed, RetryPolicy retries) throws Exception {
      random = new Random(seed);
      SinkStates states =
          new SinkStates(sink, StreamTargets.of(CONNECTION, catalog, SchemaChangePolicy.EVOLVE));
      committer =
          new DirectCommitter(
              sink, CONNECTION, StreamTargets.of(CONNECTION, catalog, SchemaChangePolicy.EVOLVE));
      noting =
          (task, attempt, known) -> {
            if (refusing) {
              refusing = false;
              throw new AirbyteIoException(Category.SOURCE, "It cannot be launched.", null);
            }
            launches.add(now);
            return sessions.launch(task, attempt, known);
          };
      read = new ReadConnector(new TaskReader(noting, states, retries, () -> cache, () -> now));
      planner =
          new RunPlanner(
              CONNECTION,
              catalog,
              ProcessLayout.perConnection(),
              states,
              System::currentTimeMillis);
      task = planner.plan().tasks().get(0);
    }

    void launchAhead() throws Exception {
      task = HeadStart.begin(planner, noting, cache).await().tasks().get(0);
    }

    Session occupyTheOnlyRoom() {
      Session session = FakeSessions.of(2, 0, AirbyteState.Kind.STREAM).launch(task, "x", Map.of());
      cache.launched(task, session);
      return session;
    }

    void refuseNextLaunch() {
      refusing = true;
    }

    /** A bundle whose outputs, and whose residual, the runner throws away. */
    void executeAndLose(int claims) throws Exception {
      CuttingTracker<ReadPosition> tracker =
          new CuttingTracker<>(read.initialRestriction(task), claims);
      ProcessContinuation unused = read.process(task, tracker, new Outputs());
    }

    void drive(int claimsPerBundle, int missPercent) throws Exception {
      ReadRestriction<ReadPosition> rest = read.initialRestriction(task);
      while (rest != null) {
        CuttingTracker<ReadPosition> tracker = new CuttingTracker<>(rest, claimsPerBundle);
        Outputs outputs = new Outputs();
        ProcessContinuation continuation = read.process(task, tracker, outputs);
        rest = tracker.rest(continuation.shouldResume());
        commit(outputs);
        now += 4_000;
        if (rest != null && random.nextInt(100) < missPercent) {
          Session lost = cache.resume(rest.from());
          if (lost != null) {
            cache.close(lost);
          }
        }
      }
    }

    private void commit(Outputs outputs) throws Exception {
      committer.blocks(outputs.blocks, random);
      committer.checkpoints(outputs.checkpoints, random);
      for (ReadEvent event : outputs.events) {
        if (event.kind() == ReadEvent.Kind.WARNING) {
          failures.add(now);
        }
        if (event.kind() == ReadEvent.Kind.READ_ENDED) {
          committer.end(event.end().finalTokens());
        }
      }
    }

    void assertComplete() {
      assertThat(sink.rows(A)).isEqualTo(ALL);
      assertThat(sink.rows(B)).isEqualTo(ALL);
    }
  }
}
