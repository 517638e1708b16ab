package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a read stands: the attempt, the ordinal of the next thing to emit, and what a relaunch
 * needs to go on without the live process. Immutable: each step gives a new position.
 */
@AutoValue
abstract class ReadPosition implements Position {
  /** The live attempt, or null: the next thing to do is to launch one. */
  abstract @Nullable String attempt();

  /** The number of things that the attempt has emitted. */
  abstract long nextOrdinal();

  /** Unmodifiable. */
  abstract SortedMap<Scope, ScopePosition> scopes();

  /** Unmodifiable. */
  abstract SortedMap<StreamDescriptor, StreamPosition> streams();

  /** Attempts that have failed in a row without a new state. */
  abstract int failuresWithoutProgress();

  /** Attempts that have failed. */
  abstract int failures();

  /** Whether the live attempt has brought a new state. */
  abstract boolean progressed();

  @Override
  public abstract boolean ended();

  /**
   * The time, in milliseconds since the epoch, before which no other attempt is launched. Not every
   * runner keeps the delay that a resumption asks for.
   */
  abstract long notBefore();

  static ReadPosition start(Map<Scope, ScopePosition> scopes) {
    return new AutoValue_ReadPosition(
        null,
        0,
        copy(scopes),
        copy(Map.<StreamDescriptor, StreamPosition>of()),
        0,
        0,
        false,
        false,
        0);
  }

  static ReadPosition of(
      @Nullable String attempt,
      long nextOrdinal,
      Map<Scope, ScopePosition> scopes,
      Map<StreamDescriptor, StreamPosition> streams,
      int failuresWithoutProgress,
      int failures,
      boolean progressed,
      boolean ended,
      long notBefore) {
    return new AutoValue_ReadPosition(
        attempt,
        nextOrdinal,
        copy(scopes),
        copy(streams),
        failuresWithoutProgress,
        failures,
        progressed,
        ended,
        notBefore);
  }

  private static ReadPosition of(
      @Nullable String attempt,
      long nextOrdinal,
      Map<Scope, ScopePosition> scopes,
      Map<StreamDescriptor, StreamPosition> streams,
      int failuresWithoutProgress,
      int failures,
      boolean progressed,
      boolean ended) {
    return of(
        attempt,
        nextOrdinal,
        scopes,
        streams,
        failuresWithoutProgress,
        failures,
        progressed,
        ended,
        0);
  }

  final ScopePosition scope(Scope scope) {
    return scopes().getOrDefault(scope, ScopePosition.of(null, 0, null));
  }

  final StreamPosition stream(StreamDescriptor stream) {
    return streams().getOrDefault(stream, StreamPosition.START);
  }

  /**
   * A new attempt starts here: its blocks are counted from 0, and no older block will ever be
   * covered.
   */
  final ReadPosition launched(String attempt) {
    SortedMap<StreamDescriptor, StreamPosition> restarted = new TreeMap<>();
    streams().forEach((stream, at) -> restarted.put(stream, StreamPosition.of(0, 0, at.records())));
    return of(attempt, 0, scopes(), restarted, failuresWithoutProgress(), failures(), false, false);
  }

  /** The state store was ahead: another execution of this element has committed. */
  final ReadPosition movedTo(Map<Scope, StoredState> stored) {
    SortedMap<Scope, ScopePosition> moved = new TreeMap<>(scopes());
    stored.forEach(
        (scope, state) ->
            moved.put(scope, ScopePosition.of(state.state(), state.seq(), state.token())));
    return of(null, 0, moved, streams(), failuresWithoutProgress(), failures(), false, false);
  }

  final ReadPosition afterBlock(StreamDescriptor stream, long records) {
    SortedMap<StreamDescriptor, StreamPosition> moved = new TreeMap<>(streams());
    StreamPosition at = stream(stream);
    moved.put(stream, StreamPosition.of(at.covered(), at.blocks() + 1, at.records() + records));
    return of(
        attempt(),
        nextOrdinal() + 1,
        scopes(),
        moved,
        failuresWithoutProgress(),
        failures(),
        progressed(),
        false);
  }

  /** After a checkpoint, which is progress. */
  final ReadPosition afterCheckpoint(Checkpoint checkpoint) {
    SortedMap<Scope, ScopePosition> movedScopes = new TreeMap<>(scopes());
    movedScopes.put(
        checkpoint.scope(),
        ScopePosition.of(checkpoint.state(), checkpoint.seq(), checkpoint.token()));
    SortedMap<StreamDescriptor, StreamPosition> moved = new TreeMap<>(streams());
    checkpoint
        .covers()
        .forEach(
            (stream, range) -> {
              StreamPosition at = stream(stream);
              moved.put(stream, StreamPosition.of(range.to(), at.blocks(), at.records()));
            });
    return of(attempt(), nextOrdinal() + 1, movedScopes, moved, 0, failures(), true, false);
  }

  final ReadPosition afterEvent() {
    return of(
        attempt(),
        nextOrdinal() + 1,
        scopes(),
        streams(),
        failuresWithoutProgress(),
        failures(),
        progressed(),
        false);
  }

  /** The attempt has failed; the next one starts from the last states. */
  final ReadPosition afterFailure() {
    int inVain = progressed() ? 0 : failuresWithoutProgress() + 1;
    return of(null, 0, scopes(), streams(), inVain, failures() + 1, false, false);
  }

  /** The same, with the earliest time of the next attempt. */
  final ReadPosition launchedNotBefore(long millis) {
    return of(
        attempt(),
        nextOrdinal(),
        scopes(),
        streams(),
        failuresWithoutProgress(),
        failures(),
        progressed(),
        ended(),
        millis);
  }

  final ReadPosition end() {
    return of(
        attempt(),
        nextOrdinal() + 1,
        scopes(),
        streams(),
        failuresWithoutProgress(),
        failures(),
        progressed(),
        true);
  }

  /**
   * The blocks that no checkpoint covers yet, of the given streams; streams without any are
   * missing.
   */
  final Map<StreamDescriptor, BlockRange> uncovered(Iterable<StreamDescriptor> streams) {
    SortedMap<StreamDescriptor, BlockRange> ranges = new TreeMap<>();
    for (StreamDescriptor stream : streams) {
      StreamPosition at = stream(stream);
      if (at.blocks() > at.covered()) {
        ranges.put(stream, BlockRange.of(at.covered(), at.blocks()));
      }
    }
    return Collections.unmodifiableSortedMap(ranges);
  }

  /** The last tokens of the scopes that have moved since an earlier position. */
  final SortedMap<Scope, String> tokensSince(ReadPosition start) {
    SortedMap<Scope, String> tokens = new TreeMap<>();
    scopes()
        .forEach(
            (scope, at) -> {
              if (at.seq() > start.scope(scope).seq()) {
                tokens.put(scope, at.token());
              }
            });
    return tokens;
  }

  /** The states that a launched connector continues from. */
  final Map<Scope, AirbyteState> states() {
    SortedMap<Scope, AirbyteState> states = new TreeMap<>();
    scopes()
        .forEach(
            (scope, at) -> {
              if (at.state() != null) {
                states.put(scope, at.state());
              }
            });
    return states;
  }

  /** A short name: the states may be long, and are the user's. */
  @Override
  public final String toString() {
    return "ordinal " + nextOrdinal() + " of attempt " + attempt();
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> copy(Map<K, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
