package io.github.airbyteio.store;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What some checkpoints, of which the records are durable, make of the states that are kept. They
 * are followed in the order of their chains; one whose predecessor has not come yet waits, one that
 * is at or before what is kept changes nothing.
 *
 * @param after the states with the checkpoints
 * @param waiting the checkpoints that follow one that is not there
 * @param committed how many checkpoints moved the states on
 * @param skipped how many were there before
 */
record CheckpointChains(
    ConnectionStates after,
    List<Checkpoint> waiting,
    Set<Scope> moved,
    Set<StreamDescriptor> completed,
    int committed,
    int skipped) {

  /**
   * @param before what is kept of the checkpoints' connection
   * @throws AirbyteIoException if another run has moved a state on, or someone has set it
   */
  static CheckpointChains follow(ConnectionStates before, Collection<Checkpoint> checkpoints) {
    Map<Scope, Map<String, Checkpoint>> scopes = new TreeMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      scopes
          .computeIfAbsent(checkpoint.scope(), s -> new HashMap<>())
          .put(checkpoint.token(), checkpoint);
    }
    ConnectionStates after = before;
    List<Checkpoint> waiting = new ArrayList<>();
    Set<Scope> moved = new TreeSet<>();
    Set<StreamDescriptor> completed = new TreeSet<>();
    int committed = 0;
    int skipped = 0;
    for (Map.Entry<Scope, Map<String, Checkpoint>> scope : scopes.entrySet()) {
      StoredState stored = before.states().get(scope.getKey());
      Map<String, Checkpoint> byPredecessor = new HashMap<>();
      for (Checkpoint checkpoint : scope.getValue().values()) {
        if (isPassed(checkpoint, stored)) {
          skipped++;
        } else {
          byPredecessor.put(String.valueOf(checkpoint.predecessor()), checkpoint);
        }
      }
      Checkpoint next = byPredecessor.remove(token(stored));
      while (next != null) {
        after = with(after, next);
        committed++;
        moved.add(next.scope());
        completed.addAll(next.completes());
        stored = after.states().get(next.scope());
        next = byPredecessor.remove(token(stored));
      }
      for (Checkpoint checkpoint : byPredecessor.values()) {
        requireAhead(checkpoint, stored);
        waiting.add(checkpoint);
      }
    }
    return new CheckpointChains(after, waiting, moved, completed, committed, skipped);
  }

  private static String token(@Nullable StoredState stored) {
    return stored == null ? "null" : stored.token();
  }

  /** Whether what is kept was written behind the checkpoint by its own run. */
  private static boolean isPassed(Checkpoint checkpoint, @Nullable StoredState stored) {
    return isOwn(stored, checkpoint) && checkpoint.seq() <= stored.seq();
  }

  /** Rounds of a continuous read follow each other. */
  private static boolean isOwn(@Nullable StoredState stored, Checkpoint checkpoint) {
    return stored != null && RunIds.areOfOneRead(stored.runId(), checkpoint.runId());
  }

  private static void requireAhead(Checkpoint checkpoint, @Nullable StoredState stored) {
    if (!isOwn(stored, checkpoint) && checkpoint.seq() <= (stored == null ? 0 : stored.seq()) + 1) {
      throw overtaken(checkpoint.scope());
    }
  }

  /** The state is not the one that this run has continued from. */
  static AirbyteIoException overtaken(Scope scope) {
    return new AirbyteIoException(
        Category.SINK,
        scope.stream(),
        "The state of '"
            + scope
            + "' was changed by another run, or by hand, since this one began. Nothing was"
            + " committed over it.",
        "Stop the other run, or give this one another connection id; then run again.",
        null);
  }

  private static ConnectionStates with(ConnectionStates states, Checkpoint checkpoint) {
    ConnectionStates after = states;
    for (Map.Entry<StreamDescriptor, Generation> entry : checkpoint.generations().entrySet()) {
      StreamDescriptor stream = entry.getKey();
      Generation generation = entry.getValue();
      StoredGeneration stored = after.generations().get(stream);
      boolean same =
          stored != null
              && stored.id() == generation.id()
              && stored.replaces() == generation.replacesOlder();
      boolean complete = checkpoint.completes().contains(stream) || same && stored.complete();
      after =
          after.withGeneration(
              stream, StoredGeneration.of(generation.id(), complete, generation.replacesOlder()));
    }
    return after.withState(
        checkpoint.scope(),
        StoredState.of(
            checkpoint.state(), checkpoint.token(), checkpoint.seq(), checkpoint.runId()));
  }
}
