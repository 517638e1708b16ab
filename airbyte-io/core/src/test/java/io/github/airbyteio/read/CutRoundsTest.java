package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.DirectCommitter;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.StateSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * However a continuous read is cut, resumed, relaunched and drained, and however late commits come.
 */
class CutRoundsTest {
  private static final StreamDescriptor A = StreamDescriptor.of("a");
  private static final StreamDescriptor B = StreamDescriptor.of("b");
  private static final int RECORDS = 15;
  private static final String CONNECTION = "numbers";
  private static final Duration INTERVAL = Duration.standardMinutes(15);
  private static final RetryPolicy RETRIES = RetryPolicy.of(2, 2, List.of(java.time.Duration.ZERO));

  @Property(tries = 150)
  void cutsInAnyRoundLoseNothingAndDoubleNothing(
      @ForAll long seed,
      @ForAll boolean global,
      @ForAll @IntRange(min = 1, max = 6) int claimsPerBundle,
      @ForAll @IntRange(min = 0, max = 60) int missPercent)
      throws Exception {
    AirbyteState.Kind kind = global ? AirbyteState.Kind.GLOBAL : AirbyteState.Kind.STREAM;
    Run run = new Run(FakeSessions.of(seed, RECORDS, kind), seed, true);

    run.drive(claimsPerBundle, missPercent, 3);

    assertThat(run.sink.rows(A)).isEqualTo(numbers(3 * RECORDS));
    assertThat(run.sink.rows(B)).isEqualTo(numbers(3 * RECORDS));
  }

  @Property(tries = 50)
  void theRoundAfterAFailedOneBringsWhatThatOneHasNot(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 9) int failAfter) throws Exception {
    FakeSessions sessions =
        FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM).failingIn(2, failAfter);
    Run run = new Run(sessions, seed, true);

    run.drive(4, 10, 3);

    assertThat(run.sink.rows(A)).isEqualTo(numbers(3 * RECORDS));
  }

  @Property(tries = 50)
  void withoutAStoreARoundBeginsWhereTheLastOneEnded(@ForAll long seed) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed, false);

    run.drive(4, 0, 3);

    assertThat(run.emitted).isEqualTo(2L * 3 * RECORDS);
  }

  @Property(tries = 50)
  void aDrainLetsTheRoundEndAndBeginsNoOther(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int drainAfter) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed, true);
    run.drainAfter = drainAfter;

    run.drive(2, 10, Integer.MAX_VALUE);

    assertThat(run.sink.rows(A)).as("whole rounds").hasSize(run.roundsBegun * RECORDS);
    assertThat(run.sink.rows(B)).isEqualTo(numbers(run.roundsBegun * RECORDS));
  }

  /** As Flink does when it drains: it does not say so, and calls again at once. */
  @Property(tries = 50)
  void aRunnerThatNoLongerWaitsEndsTheReadBehindItsRound(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int drainAfter) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed, true);
    run.hurryAfter = drainAfter;

    run.drive(2, 10, Integer.MAX_VALUE);

    assertThat(run.sink.rows(A)).as("whole rounds").hasSize(run.roundsBegun * RECORDS);
    assertThat(run.sink.rows(B)).isEqualTo(numbers(run.roundsBegun * RECORDS));
  }

  @Property(tries = 30)
  void afterAReturnToAnOlderPositionTheReadGoesOnFromTheStore(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int savedAfter) throws Exception {
    Run run = new Run(FakeSessions.of(seed, RECORDS, AirbyteState.Kind.STREAM), seed, true);
    run.saveAfter = savedAfter;
    run.drive(3, 0, 3);

    run.restore();
    run.drive(3, 0, 5);

    assertThat(run.sink.rows(A)).isEqualTo(numbers(run.sink.rows(A).size()));
    assertThat(run.sink.rows(A)).hasSizeGreaterThanOrEqualTo(5 * RECORDS);
  }

  private static List<String> numbers(int to) {
    return IntStream.range(0, to).mapToObj(String::valueOf).toList();
  }

  /** A small runner: bundles, cuts, lost sessions, a clock, commits that come late. */
  private static final class Run {
    private final Random random;
    private final boolean stored;
    private final InMemorySink sink = new InMemorySink();
    private final DirectCommitter committer;
    private final SessionCache cache = new SessionCache(java.time.Duration.ofMinutes(1), 1);
    private final ReadContinuously read;
    private final ReadGroup group;
    private final Deque<Outputs> uncommitted = new ArrayDeque<>();
    private final List<Instant> begins = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private final Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return now;
          }

          @Override
          public long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(now);
          }
        };
    private ReadRestriction<RoundPosition> rest;
    private @Nullable ReadRestriction<RoundPosition> saved;
    private boolean restored;
    private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
    private int drainAfter = Integer.MAX_VALUE;
    private int hurryAfter = Integer.MAX_VALUE;
    private int saveAfter = Integer.MAX_VALUE;
    private int roundsBegun;
    private long emitted;

    Run(SessionFactory sessions, long seed, boolean stored) throws Exception {
      this.stored = stored;
      random = new Random(seed);
      ConfiguredCatalog catalog =
          TestCatalogs.of(SyncMode.INCREMENTAL, WriteMode.APPEND, true, "a", "b");
      var targets = StreamTargets.of(CONNECTION, catalog, SchemaChangePolicy.EVOLVE);
      StateSource states = stored ? new SinkStates(sink, targets) : StateSource.none();
      committer = new DirectCommitter(sink, CONNECTION, targets);
      PlanRounds plans = new PlanRounds(CONNECTION, catalog, ProcessLayout.perConnection(), states);
      group = plans.groups().get(0);
      read =
          new ReadContinuously(
              new TaskReader(sessions, states, RETRIES, () -> cache, clock),
              plans,
              INTERVAL,
              clock);
      rest = read.initialRestriction();
    }

    void restore() {
      rest = saved == null ? rest : saved;
      restored = true;
      begins.clear();
    }

    /** Until so many rounds have ended and are committed, or the read ends. */
    void drive(int claimsPerBundle, int missPercent, int rounds) throws Exception {
      int steps = 0;
      while (rest != null && (rest.from().round() < rounds || rest.from().isReading())) {
        assertThat(++steps).as("bundles until %s", rest.from()).isLessThan(5_000);
        step(claimsPerBundle);
        if (rest != null && random.nextInt(100) < missPercent) {
          loseSession();
        }
        if (random.nextBoolean()) {
          commitOne();
        }
        now += --hurryAfter < 0 ? random.nextInt(3) : 1_000 + random.nextInt(300_000);
      }
      while (!uncommitted.isEmpty()) {
        commitOne();
      }
    }

    private void step(int claims) throws Exception {
      assertEncodable();
      RoundPosition before = rest.from();
      CuttingTracker<RoundPosition> tracker = new CuttingTracker<>(rest, claims);
      WatermarkEstimators.Manual estimator = read.newWatermarkEstimator(watermark);
      Outputs outputs = new Outputs();
      ProcessContinuation continuation = read.process(group, tracker, estimator, outputs);
      assertTimes(outputs, estimator.currentWatermark());
      rest = tracker.rest(continuation.shouldResume());
      emitted += outputs.blocks.stream().mapToLong(block -> block.records()).sum();
      if (rest != null && rest.from().round() > before.round()) {
        begun(rest.from());
      }
      uncommitted.add(outputs);
      if (--saveAfter == 0) {
        saved = rest;
      }
      if (rest != null && --drainAfter < 0) {
        TruncateResult<ReadRestriction<RoundPosition>> truncated = read.truncate(rest);
        rest = truncated == null ? null : truncated.getTruncatedRestriction();
      }
    }

    private void begun(RoundPosition round) {
      roundsBegun++;
      Instant begin = Instant.ofEpochMilli(round.begunMillis());
      if (!begins.isEmpty()) {
        assertThat(begin).isGreaterThanOrEqualTo(begins.get(begins.size() - 1).plus(INTERVAL));
      }
      begins.add(begin);
      if (stored) {
        assertThatTheLastRoundIsCommitted(round);
      }
    }

    private void assertThatTheLastRoundIsCommitted(RoundPosition round) {
      assertThat(
              uncommitted.stream()
                  .flatMap(outputs -> outputs.checkpoints.stream())
                  .filter(checkpoint -> RunIds.roundOf(checkpoint.runId()) < round.round()))
          .as("what the last round has sent is committed")
          .isEmpty();
    }

    /** Nothing is late when it comes, and the watermark says no more than is true. */
    private void assertTimes(Outputs outputs, Instant after) {
      Instant last = watermark;
      for (Instant timestamp : outputs.timestamps) {
        assertThat(timestamp).isGreaterThanOrEqualTo(last);
        last = timestamp;
      }
      assertThat(after).isGreaterThanOrEqualTo(last);
      watermark = after;
    }

    private void assertEncodable() throws Exception {
      Coder<ReadRestriction<RoundPosition>> coder = read.restrictionCoder();
      coder.verifyDeterministic();
      byte[] bytes = CoderUtils.encodeToByteArray(coder, rest);
      ReadRestriction<RoundPosition> decoded = CoderUtils.decodeFromByteArray(coder, bytes);
      assertThat(decoded).isEqualTo(rest);
      assertThat(CoderUtils.encodeToByteArray(coder, decoded)).isEqualTo(bytes);
      rest = decoded;
    }

    private void loseSession() {
      Session lost = cache.resume(rest.from().at());
      if (lost != null) {
        cache.close(lost);
      }
    }

    private void commitOne() throws Exception {
      Outputs outputs = uncommitted.poll();
      if (outputs == null) {
        return;
      }
      committer.blocks(outputs.blocks, random);
      committer.checkpoints(outputs.checkpoints, random);
      for (ReadEvent event : outputs.events) {
        if (event.kind() == ReadEvent.Kind.READ_ENDED && !restored) {
          committer.end(event.end().finalTokens());
        }
      }
    }
  }
}
