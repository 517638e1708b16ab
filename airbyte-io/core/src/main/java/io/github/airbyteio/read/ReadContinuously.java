package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.SerializedOnce;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Reads a group of streams in rounds, without an end. Each round is what a bounded run is, and is
 * read by the same {@link TaskReader}.
 *
 * <h2>Rounds</h2>
 *
 * A round is planned when an interval has passed since the begin of the last one and the store
 * holds all that the last one has sent. So a slow sink makes rounds late, and never lets them pile
 * up. Waiting is resuming later; nothing is held in between.
 *
 * <h2>Time</h2>
 *
 * {@link RoundBundle} says how outputs and the watermark are timed.
 *
 * <h2>End</h2>
 *
 * A drain lets the running round end and begins no other one, whether the runner says that it
 * drains or only stops to wait ({@link Wakes}).
 */
@DoFn.UnboundedPerElement
final class ReadContinuously extends DoFn<ReadGroup, RecordBlock> {
  /** A look into the store costs a connection, and what it waits for takes about that long. */
  private static final Duration SETTLE_DELAY = Duration.millis(500);

  /** So soon a stop is noticed between rounds. */
  private static final Duration LONGEST_DELAY = Duration.standardSeconds(1);

  private final SerializedOnce<TaskReader> reader;
  private final SerializedOnce<PlanRounds> plans;
  private final Duration interval;
  private final Clock clock;
  private transient @Nullable Wakes wakes;

  ReadContinuously(TaskReader reader, PlanRounds plans, Duration interval, Clock clock) {
    this.reader = SerializedOnce.of(reader);
    this.plans = SerializedOnce.of(plans);
    this.interval = interval;
    this.clock = clock;
  }

  @Setup
  public void setup(PipelineOptions options) {
    reader.get().setUp(options);
  }

  @Teardown
  public void teardown() {
    reader.get().tearDown();
  }

  @GetInitialRestriction
  public ReadRestriction<RoundPosition> initialRestriction() {
    return ReadRestriction.open(RoundPosition.START);
  }

  @GetRestrictionCoder
  public Coder<ReadRestriction<RoundPosition>> restrictionCoder() {
    return ReadRestrictionCoder.of(RoundPositionCoder.of());
  }

  @NewTracker
  public ReadTracker<RoundPosition> newTracker(
      @Restriction ReadRestriction<RoundPosition> restriction) {
    return new ReadTracker<>(restriction, IsBounded.UNBOUNDED);
  }

  @GetInitialWatermarkEstimatorState
  public Instant initialWatermark(@Timestamp Instant element) {
    return element;
  }

  @NewWatermarkEstimator
  public WatermarkEstimators.Manual newWatermarkEstimator(@WatermarkEstimatorState Instant state) {
    return new WatermarkEstimators.Manual(state);
  }

  /** A constant: the size of a connector's output is not known before it is read. */
  @GetSize
  public double size(@Restriction ReadRestriction<RoundPosition> restriction) {
    return restriction.closed() ? 0 : 1;
  }

  @TruncateRestriction
  public RestrictionTracker.@Nullable TruncateResult<ReadRestriction<RoundPosition>> truncate(
      @Restriction ReadRestriction<RoundPosition> restriction) {
    return restriction.closed() || !restriction.from().isReading()
        ? null
        : RestrictionTracker.TruncateResult.of(ReadRestriction.open(restriction.from().drained()));
  }

  @ProcessElement
  public ProcessContinuation process(
      @Element ReadGroup group,
      RestrictionTracker<ReadRestriction<RoundPosition>, RoundPosition> tracker,
      ManualWatermarkEstimator<Instant> watermark,
      MultiOutputReceiver out)
      throws IOException, InterruptedException {
    if (tracker.currentRestriction().closed()) {
      return ProcessContinuation.stop();
    }
    RoundBundle bundle = new RoundBundle(tracker, watermark, out, interval, clock);
    if (!bundle.position().isReading()) {
      bundle.advanceWatermark();
      ProcessContinuation waiting = begin(group, bundle);
      if (waiting != null) {
        return waiting;
      }
      wakes().forget(group);
    }
    RoundPosition position = bundle.position();
    ProcessContinuation continuation = reader.get().read(position.task(), position.at(), bundle);
    position = bundle.position();
    return position.isReading() || position.ended()
        ? continuation
        : resume(group, TaskReader.RESUME_DELAY);
  }

  private Wakes wakes() {
    if (wakes == null) {
      wakes = new Wakes();
    }
    return wakes;
  }

  private ProcessContinuation resume(ReadGroup group, Duration delay) {
    return ProcessContinuation.resume().withResumeDelay(wakes().ask(group, delay, clock.nanos()));
  }

  /** Begins a round; returns what to do instead when none can begin now. */
  private @Nullable ProcessContinuation begin(ReadGroup group, RoundBundle bundle)
      throws IOException {
    RoundPosition last = bundle.position();
    boolean drained = wakes().isDrained(group, clock.nanos());
    if (last.last() || drained || reader.get().cache().isStopping()) {
      wakes().forget(group);
      boolean unused = bundle.claim(last.end());
      return ProcessContinuation.stop();
    }
    if (wakes().isEarly(group, clock.nanos())) {
      return resume(group, LONGEST_DELAY);
    }
    if (!last.settled()) {
      if (!plans.get().isSettled(last)) {
        return resume(group, SETTLE_DELAY);
      }
      if (!bundle.claim(last.afterSettling())) {
        return ProcessContinuation.stop();
      }
    }
    long now = clock.millis();
    Duration wait = last.untilNext(interval, now);
    if (wait.isLongerThan(Duration.ZERO)) {
      return resume(group, shortened(wait));
    }
    PlanRounds.Plan plan = plans.get().plan(group, bundle.position(), now);
    if (!bundle.claim(bundle.position().begun(plan.task(), now))) {
      return ProcessContinuation.stop();
    }
    for (Map.Entry<StreamDescriptor, List<String>> entry : plan.schemaChanges().entrySet()) {
      // Tables are prepared together: the round that finds a change tells it, whose ever it is.
      ReadEvent.Kind kind =
          group.streams().contains(entry.getKey())
              ? ReadEvent.Kind.SCHEMA_CHANGED
              : ReadEvent.Kind.WARNING;
      for (String change : entry.getValue()) {
        bundle.output(
            ReadConnector.EVENTS,
            ReadEvent.of(kind, entry.getKey(), change).inRun(plan.task().runId()));
      }
    }
    return null;
  }

  private static Duration shortened(Duration wait) {
    if (wait.isLongerThan(LONGEST_DELAY)) {
      return LONGEST_DELAY;
    }
    return wait.isShorterThan(TaskReader.RESUME_DELAY) ? TaskReader.RESUME_DELAY : wait;
  }
}
