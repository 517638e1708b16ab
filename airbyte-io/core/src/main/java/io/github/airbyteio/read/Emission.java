package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlocksInFlight;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEnd;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Turns a session's items into outputs of one bundle: claim, output, move on. Lives for one call.
 */
final class Emission {
  static final String METRICS = "airbyteio";

  private final ReadTask task;
  private final ReadBundle bundle;
  private ReadPosition position;
  private boolean live = true;
  private boolean refused;

  Emission(ReadTask task, ReadBundle bundle, ReadPosition position) {
    this.task = task;
    this.bundle = bundle;
    this.position = position;
  }

  /** Whether the attempt goes on after this bundle. */
  boolean isLive() {
    return live;
  }

  /** Whether a claim was refused: the session goes on where the residual is executed. */
  boolean wasRefused() {
    return refused;
  }

  /** Begins a new attempt; returns false when the claim was refused. */
  boolean launched(String attempt) {
    return claim(position.launched(attempt));
  }

  /** Emits an item; returns false when the claim was refused and nothing was output. */
  boolean emit(SessionItem item) {
    if (item instanceof SessionItem.Records records) {
      return emitBlock(records);
    }
    if (item instanceof SessionItem.State state) {
      return emitCheckpoint(
          checkpoint(
              scopeOf(state.state()),
              state.clears() ? null : state.state(),
              task.streams(),
              Set.of()));
    }
    if (!claim(position.afterEvent())) {
      return false;
    }
    event(((SessionItem.Event) item).event());
    return true;
  }

  private boolean emitBlock(SessionItem.Records records) {
    StreamDescriptor stream = records.stream();
    StreamPosition at = position.stream(stream);
    String attempt = position.attempt();
    if (!claim(position.afterBlock(stream, records.count()))) {
      return false;
    }
    BlocksInFlight.ofWorker().emitted(attempt, records.bytes());
    bundle.output(
        ReadConnector.BLOCKS,
        RecordBlock.of(
            BlockId.of(attempt, stream, at.blocks()),
            at.records(),
            records.count(),
            records.lines()));
    Metrics.counter(METRICS, "records_read/" + stream).inc(records.count());
    Metrics.counter(METRICS, "bytes_read/" + stream).inc(records.bytes());
    return true;
  }

  private boolean emitCheckpoint(Checkpoint checkpoint) {
    if (!claim(position.afterCheckpoint(checkpoint))) {
      return false;
    }
    bundle.output(ReadConnector.CHECKPOINTS, checkpoint);
    return true;
  }

  private Checkpoint checkpoint(
      Scope scope,
      @Nullable AirbyteState state,
      List<StreamDescriptor> covered,
      Set<StreamDescriptor> completes) {
    List<StreamDescriptor> streams = scope.stream() == null ? covered : List.of(scope.stream());
    ScopePosition at = position.scope(scope);
    return Checkpoint.builder()
        .setScope(scope)
        .setRunId(task.runId())
        .setAttempt(position.attempt())
        .setSeq(at.seq() + 1)
        .setToken(UUID.randomUUID().toString())
        .setPredecessor(at.token())
        .setState(state)
        .setCovers(position.uncovered(streams))
        .setGenerations(generations(scope))
        .setCompletes(completes)
        .build();
  }

  private Map<StreamDescriptor, Generation> generations(Scope scope) {
    return scope.stream() == null
        ? task.generations()
        : Map.of(scope.stream(), task.generations().get(scope.stream()));
  }

  private Scope scopeOf(AirbyteState state) {
    return state.stream() == null
        ? Scope.connection(task.connectionId())
        : Scope.stream(task.connectionId(), state.stream());
  }

  /**
   * The process has ended well: closing checkpoints cover the rest of the streams that are
   * complete.
   */
  ProcessContinuation succeeded(SessionItem.Succeeded end) {
    if (!close(end.complete())) {
      return ProcessContinuation.stop();
    }
    for (StreamDescriptor stream : task.streams()) {
      event(
          end.complete().contains(stream)
              ? ReadEvent.of(ReadEvent.Kind.STREAM_SUCCEEDED, stream, null)
              : ReadEvent.of(
                  ReadEvent.Kind.STREAM_FAILED,
                  stream,
                  end.failures()
                      .getOrDefault(
                          stream, "The connector did not report the stream as complete.")));
    }
    return ended();
  }

  /** Claims the end and emits the checkpoints that close complete streams. */
  private boolean close(Set<StreamDescriptor> complete) {
    List<Checkpoint> closing = closingCheckpoints(complete);
    ReadPosition end = position;
    for (Checkpoint checkpoint : closing) {
      end = end.afterCheckpoint(checkpoint);
    }
    if (!claimEnd(end.end(), complete)) {
      return false;
    }
    closing.forEach(checkpoint -> bundle.output(ReadConnector.CHECKPOINTS, checkpoint));
    return true;
  }

  private boolean hasWholeState() {
    return position.scope(Scope.connection(task.connectionId())).state() != null;
  }

  private List<Checkpoint> closingCheckpoints(Set<StreamDescriptor> complete) {
    List<Checkpoint> closing = new ArrayList<>();
    if (complete.isEmpty()) {
      return closing;
    }
    if (hasWholeState()) {
      Scope connection = Scope.connection(task.connectionId());
      AirbyteState whole = position.scope(connection).state();
      List<StreamDescriptor> covered = task.streams().stream().filter(complete::contains).toList();
      closing.add(checkpoint(connection, whole, covered, new TreeSet<>(complete)));
      return closing;
    }
    for (StreamDescriptor stream : task.streams()) {
      if (complete.contains(stream)) {
        Scope scope = Scope.stream(task.connectionId(), stream);
        closing.add(
            checkpoint(scope, position.scope(scope).state(), List.of(stream), Set.of(stream)));
      }
    }
    return closing;
  }

  /**
   * The attempt has failed: it is tried again later, or the failure is final.
   *
   * @param now in milliseconds since the epoch
   */
  ProcessContinuation failed(SessionItem.Failed failure, RetryPolicy retries, long now) {
    ReadPosition after = position.afterFailure();
    if (failure.retryable() && retries.allowsAnother(after)) {
      java.time.Duration backOff = retries.backOff(after);
      if (!claim(after.launchedNotBefore(now + backOff.toMillis()))) {
        return ProcessContinuation.stop();
      }
      live = false;
      event(
          ReadEvent.of(
              ReadEvent.Kind.WARNING,
              failure.stream(),
              failure.message() + " Trying again in " + backOff.toSeconds() + " s."));
      Metrics.counter(METRICS, "attempts_failed").inc();
      return ProcessContinuation.resume()
          .withResumeDelay(Duration.millis(Math.max(100, backOff.toMillis())));
    }
    // A state of all streams cannot tell that some of them are complete.
    Set<StreamDescriptor> complete = hasWholeState() ? Set.of() : failure.complete();
    if (!close(complete)) {
      return ProcessContinuation.stop();
    }
    if (complete.containsAll(task.streams())) {
      event(failed(failure, null, true));
    }
    for (StreamDescriptor stream : task.streams()) {
      if (complete.contains(stream)) {
        event(ReadEvent.of(ReadEvent.Kind.STREAM_SUCCEEDED, stream, null));
        continue;
      }
      event(failed(failure, stream, complete.isEmpty()));
    }
    return ended();
  }

  private static ReadEvent failed(
      SessionItem.Failed failure, @Nullable StreamDescriptor stream, boolean wholeProcess) {
    return ReadEvent.builder(ReadEvent.Kind.STREAM_FAILED)
        .setStream(stream)
        .setMessage(failure.message())
        .setHint(failure.hint())
        .setWholeProcess(wholeProcess)
        .setConfigError(failure.configError())
        .build();
  }

  /** The user has stopped the read, or another execution has overtaken it. */
  ProcessContinuation interrupted() {
    if (!claimEnd(position.end(), Set.of())) {
      return ProcessContinuation.stop();
    }
    for (StreamDescriptor stream : task.streams()) {
      event(ReadEvent.of(ReadEvent.Kind.STREAM_INTERRUPTED, stream, null));
    }
    return ended();
  }

  private void event(ReadEvent event) {
    bundle.output(ReadConnector.EVENTS, event.inRun(task.runId()));
  }

  private ProcessContinuation ended() {
    live = false;
    Map<StreamDescriptor, Long> records = new TreeMap<>();
    task.streams().forEach(stream -> records.put(stream, position.stream(stream).records()));
    event(
        ReadEvent.builder(ReadEvent.Kind.READ_ENDED)
            .setEnd(bundle.told(ReadEnd.of(position.tokensSince(task.start()), records)))
            .build());
    return ProcessContinuation.stop();
  }

  private boolean claim(ReadPosition next) {
    return moved(next, bundle.claim(next));
  }

  private boolean claimEnd(ReadPosition end, Set<StreamDescriptor> complete) {
    return moved(end, bundle.claimEnd(end, complete));
  }

  private boolean moved(ReadPosition next, boolean claimed) {
    if (claimed) {
      position = next;
    } else {
      refused = true;
    }
    return claimed;
  }
}
