package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.state.BlocksInFlight;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.state.StateSource.OpenStateStore;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Reads a task in bundles: launches its connector, or goes on with the live one, and emits until
 * the end, a cut, or silence.
 *
 * <h2>Cuts and resumption</h2>
 *
 * The reader cuts itself by {@link CutPolicy} and when the source is silent; it never relies on the
 * runner to ask. The live process is parked in a {@link SessionCache} and goes on in the next
 * bundle. Where that fails, another worker, an expiry, a crash, the connector is launched anew as a
 * new attempt from the last states: blocks of the old attempt that no checkpoint covers are never
 * committed.
 *
 * <h2>Cold start</h2>
 *
 * Without a live process the position is compared with the committed states, and the further one
 * wins: the task may have been executed before. Where a later round of the same read has committed,
 * this one has been overtaken, as after a return to an old savepoint, and ends.
 *
 * <h2>End</h2>
 *
 * At a successful end closing checkpoints cover what no STATE covered. A failure that is final does
 * not throw: it is emitted as events, so that all that is covered by states is still committed.
 */
final class TaskReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Long enough not to spin, short enough that a silent source holds no bundle open. */
  private static final java.time.Duration PEEK = java.time.Duration.ofMillis(200);

  /** Between two looks for what may never come. */
  static final Duration RESUME_DELAY = Duration.millis(Pace.STEADY.resumeDelay().toMillis());

  private static final Duration NO_ROOM_DELAY = Duration.standardSeconds(1);
  private static final long PAUSE_MILLIS = 50;

  private final SessionFactory factory;
  private final StateSource states;
  private final RetryPolicy retries;
  private final SessionCacheProvider cacheProvider;
  private final Clock clock;
  private transient boolean remote;
  private transient Pace pace;
  private transient @Nullable String lastParked;

  TaskReader(
      SessionFactory factory,
      StateSource states,
      RetryPolicy retries,
      SessionCacheProvider cacheProvider,
      Clock clock) {
    this.factory = factory;
    this.states = states;
    this.retries = retries;
    this.cacheProvider = cacheProvider;
    this.clock = clock;
    this.pace = Pace.STEADY;
  }

  void setUp(PipelineOptions options) {
    remote = Workers.areRemote(options);
    pace = Pace.of(options);
  }

  /**
   * A job that was cancelled between two bundles would leave its process until that expires. Where
   * only this instance goes and the read goes on, that costs a launch.
   */
  void tearDown() {
    if (lastParked != null) {
      cache().discard(lastParked);
    }
  }

  SessionCache cache() {
    return cacheProvider.get();
  }

  /**
   * Reads on from a position.
   *
   * @return stop at the end of the task, and when a claim was refused
   */
  ProcessContinuation read(ReadTask task, ReadPosition from, ReadBundle bundle)
      throws IOException, InterruptedException {
    SessionCache cache = cache();
    Emission emission = new Emission(task, bundle, from);
    Session session = cache.resume(from);
    if (session == null) {
      cache.fence(task);
      long wait = from.notBefore() - clock.millis();
      if (!cache.isStopping() && (wait > 0 || !cache.hasRoom())) {
        // Flink ignores delays once its sources have ended: it would spin.
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        return ProcessContinuation.resume()
            .withResumeDelay(
                wait > 0
                    ? Duration.millis(Math.max(RESUME_DELAY.getMillis(), wait))
                    : NO_ROOM_DELAY);
      }
      ReadPosition position = coldStart(task, from);
      if (position != null) {
        emission = new Emission(task, bundle, position);
      }
      if (position == null || cache.isStopping()) {
        return emission.interrupted();
      }
      String attempt = RunIds.newAttempt(task.runId());
      factory.countLaunch(task);
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
            retries,
            clock.millis());
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
  }

  private static String onWorkers(@Nullable String hint) {
    return (hint == null ? "" : hint + " ")
        + "The workers launch the connector: each needs it, or for one from PyPI a Python to install"
        + " it, and what its config names.";
  }

  /** Emits until the end, a refused claim, a cut, or silence. */
  private ProcessContinuation emit(Session session, Emission emission, SessionCache cache)
      throws InterruptedException {
    CutPolicy cut = new CutPolicy(System::nanoTime);
    java.time.Duration patience = PEEK;
    while (true) {
      if (BlocksInFlight.ofWorker().isFull(session.attempt())) {
        return resume();
      }
      SessionItem item = session.peek(patience);
      if (item == null) {
        return resume();
      }
      if (item instanceof SessionItem.Succeeded succeeded) {
        return emission.succeeded(succeeded);
      }
      if (item instanceof SessionItem.Failed failed) {
        return cache.isStopping()
            ? emission.interrupted()
            : emission.failed(failed, retries, clock.millis());
      }
      if (!emission.emit(item)) {
        return ProcessContinuation.stop();
      }
      session.take();
      cut.emitted(item.bytes());
      if (item instanceof SessionItem.State ? cut.cutAtCheckpoint() : cut.cutAnywhere()) {
        return resume();
      }
      patience = pace.patience();
    }
  }

  private ProcessContinuation resume() {
    return ProcessContinuation.resume()
        .withResumeDelay(Duration.millis(pace.resumeDelay().toMillis()));
  }

  /**
   * Returns the position, or the one that the store has where that is further on, or null when a
   * later round has been there.
   */
  private @Nullable ReadPosition coldStart(ReadTask task, ReadPosition position)
      throws IOException {
    Map<Scope, StoredState> ahead = new TreeMap<>();
    try (OpenStateStore store = states.openStates()) {
      for (Map.Entry<Scope, StoredState> entry : store.states(task.connectionId()).entrySet()) {
        Scope scope = entry.getKey();
        StoredState stored = entry.getValue();
        boolean own = scope.stream() == null || task.streams().contains(scope.stream());
        if (own && stored.seq() > position.scope(scope).seq()) {
          if (RunIds.isLater(stored.runId(), task.runId())) {
            return null;
          }
          requireOwnRun(task, scope, stored);
          ahead.put(scope, stored);
        }
      }
    }
    return ahead.isEmpty() ? position : position.movedTo(ahead);
  }

  private static void requireOwnRun(ReadTask task, Scope scope, StoredState stored) {
    if (!stored.runId().equals(task.runId())) {
      throw new AirbyteIoException(
          Category.SINK,
          scope.stream(),
          "Another run has committed to '" + scope + "' since this one began.",
          "Stop the other run, or give this one another connection id.",
          null);
    }
  }

  /** Gives the worker's cache; a test gives its own. */
  interface SessionCacheProvider extends Serializable {
    SessionCache get();
  }
}
