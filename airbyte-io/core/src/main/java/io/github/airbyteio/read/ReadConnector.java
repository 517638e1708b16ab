package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEnd;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.util.Set;
<<<<<<< HEAD
=======
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
>>>>>>> h-run
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Runs one connector process and emits its records in blocks, its states as checkpoints, and
 * events: {@link TaskReader} says how.
 *
 * <h2>Restriction</h2>
 *
 * The position in the attempt, by ordinal, with the states known there. Every ordinal is a valid
 * split point; a claim comes before the output; what could not be claimed stays in the session.
 */
@DoFn.BoundedPerElement
final class ReadConnector extends DoFn<ReadTask, RecordBlock> {
  static final TupleTag<RecordBlock> BLOCKS = new TupleTag<>() {};
  static final TupleTag<Checkpoint> CHECKPOINTS = new TupleTag<>() {};
  static final TupleTag<ReadEvent> EVENTS = new TupleTag<>() {};

  private final TaskReader reader;

<<<<<<< HEAD
  ReadConnector(TaskReader reader) {
    this.reader = reader;
=======
  /** Below 100 ms the resumption would starve Flink's checkpoint barriers. */
  private static final Duration RESUME_DELAY = Duration.millis(100);

  private static final Duration NO_ROOM_DELAY = Duration.standardSeconds(1);
  private static final long NO_ROOM_PAUSE_MILLIS = 50;

  private final SessionFactory factory;
  private final StateSource states;
  private final RetryPolicy retries;
  private final SessionCacheProvider cacheProvider;
  private transient boolean remote;
  private transient @Nullable String lastParked;

  ReadConnector(
      SessionFactory factory,
      StateSource states,
      RetryPolicy retries,
      SessionCacheProvider cacheProvider) {
    this.factory = factory;
    this.states = states;
    this.retries = retries;
    this.cacheProvider = cacheProvider;
>>>>>>> h-run
  }

  @Setup
  public void setup(PipelineOptions options) {
    reader.setUp(options);
  }

  @Teardown
  public void teardown() {
    reader.tearDown();
  }

  @GetInitialRestriction
  public ReadRestriction<ReadPosition> initialRestriction(@Element ReadTask task) {
    return ReadRestriction.open(task.start());
  }

  @GetRestrictionCoder
  public Coder<ReadRestriction<ReadPosition>> restrictionCoder() {
    return ReadRestrictionCoder.of(ReadPositionCoder.of());
  }

  @NewTracker
  public ReadTracker<ReadPosition> newTracker(
      @Restriction ReadRestriction<ReadPosition> restriction) {
    return new ReadTracker<>(restriction, IsBounded.BOUNDED);
  }

  /** A constant: the size of a connector's output is not known before it is read. */
  @GetSize
  public double size(@Restriction ReadRestriction<ReadPosition> restriction) {
    return restriction.closed() ? 0 : 1;
  }

  @ProcessElement
  public ProcessContinuation process(
      @Element ReadTask task,
      RestrictionTracker<ReadRestriction<ReadPosition>, ReadPosition> tracker,
      MultiOutputReceiver out)
      throws IOException, InterruptedException {
<<<<<<< HEAD
    ReadRestriction<ReadPosition> restriction = tracker.currentRestriction();
    return restriction.closed()
        ? ProcessContinuation.stop()
        : reader.read(task, restriction.from(), new Bundle(tracker, out));
=======
    ReadRestriction restriction = tracker.currentRestriction();
    if (restriction.closed()) {
      return ProcessContinuation.stop();
    }
    SessionCache cache = cacheProvider.get();
    Emission emission = new Emission(task, tracker, out, restriction.from());
    Session session = cache.resume(restriction.from());
    if (session == null) {
      cache.fence(task);
      if (!cache.isStopping() && !cache.hasRoom()) {
        // Flink ignores delays once its sources have ended: it would spin.
        TimeUnit.MILLISECONDS.sleep(NO_ROOM_PAUSE_MILLIS);
        return ProcessContinuation.resume().withResumeDelay(NO_ROOM_DELAY);
      }
      ReadPosition position = coldStart(task, restriction.from());
      emission = new Emission(task, tracker, out, position);
      if (cache.isStopping()) {
        return emission.interrupted();
      }
      String attempt = UUID.randomUUID().toString();
      try {
        session = factory.launch(task, attempt, position.states());
      } catch (AirbyteIoException e) {
        return emission.failed(
            new SessionItem.Failed(
                remote
                    ? e.getMessage() + " (On the worker " + Workers.hostName() + ".)"
                    : e.getMessage(),
                remote ? onWorkers(e.hint()) : e.hint(),
                e.stream(),
                false,
                e.category() == Category.CONFIG,
                Set.of()),
            retries);
      }
      cache.launched(task, session);
      // The launch is claimed too: a cut before the first item finds the process by its attempt.
      if (!emission.launched(attempt)) {
        cache.close(session);
        return ProcessContinuation.stop();
      }
    }
    boolean parked = false;
    try {
      ProcessContinuation continuation = emit(session, emission, cache);
      parked = continuation.shouldResume() && emission.isLive() || emission.wasRefused();
      if (parked) {
        cache.park(session);
        lastParked = session.attempt();
      }
      return continuation;
    } finally {
      if (!parked) {
        BlocksInFlight.ofWorker().forget(session.attempt());
        cache.close(session);
      }
    }
>>>>>>> h-run
  }

  private record Bundle(
      RestrictionTracker<ReadRestriction<ReadPosition>, ReadPosition> tracker,
      MultiOutputReceiver out)
      implements ReadBundle {
    @Override
    public boolean claim(ReadPosition next) {
      return tracker.tryClaim(next);
    }

    @Override
    public boolean claimEnd(ReadPosition end, Set<StreamDescriptor> complete) {
      return tracker.tryClaim(end);
    }

    @Override
    public <T> void output(TupleTag<T> tag, T value) {
      out.get(tag).output(value);
    }

    @Override
    public ReadEnd told(ReadEnd end) {
      return end;
    }
  }
}
