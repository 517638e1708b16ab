package io.github.airbyteio.read;

import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.state.StateSource.OpenStateStore;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plans the rounds of a continuous read, each as {@link PlanReads} plans a bounded run.
 *
 * <p>A round may be planned only when the store holds all that the last one has sent: it would read
 * from states that are about to be replaced otherwise.
 */
final class PlanRounds implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String connectionId;
  private final ConfiguredCatalog catalog;
  private final ProcessLayout layout;
  private final StateSource states;

  PlanRounds(
      String connectionId, ConfiguredCatalog catalog, ProcessLayout layout, StateSource states) {
    this.connectionId = connectionId;
    this.catalog = catalog;
    this.layout = layout;
    this.states = states;
  }

  /** The groups of streams, one a process. */
  List<ReadGroup> groups() {
    List<StreamDescriptor> streams =
        catalog.streams().stream().map(stream -> stream.descriptor()).toList();
    return layout.divide(streams).stream()
        .map(group -> ReadGroup.of(RunIds.random(), group))
        .toList();
  }

  /** Whether the store holds the last tokens of the last round, or has gone on from there. */
  boolean isSettled(RoundPosition last) throws IOException {
    ReadTask task = last.task();
    if (task == null || last.at().tokensSince(task.start()).isEmpty()) {
      return true;
    }
    try (OpenStateStore store = states.openForLook()) {
      if (store instanceof StateSource.NoStates) {
        return true;
      }
      Map<Scope, StoredState> stored = store.states(connectionId);
      return last.at().tokensSince(task.start()).keySet().stream()
          .allMatch(scope -> isSettled(last, scope, stored.get(scope)));
    }
  }

  /** A row that is gone while the round had found one was reset by hand: nothing more comes. */
  private static boolean isSettled(RoundPosition last, Scope scope, @Nullable StoredState stored) {
    return stored == null
        ? last.task().start().scope(scope).seq() > 0
        : stored.seq() >= last.at().scope(scope).seq();
  }

  /**
   * Plans the group's next round.
   *
   * @param nowMillis the time, in milliseconds since the epoch
   */
  Plan plan(ReadGroup group, RoundPosition last, long nowMillis) throws IOException {
    try (OpenStateStore opened = states.openStates()) {
      StateStore store =
          opened instanceof StateSource.NoStates ? new RememberedStates(last) : opened;
      long number = 1 + Math.max(last.round(), lastRound(group, store));
      long syncId = Math.max(nowMillis, 1 + lastSyncId(last));
      String runId = RunIds.round(group.readId(), number);
      ReadTask task =
          new PlanReads(connectionId, catalog, layout)
              .plan(store, runId, syncId).stream()
                  .filter(planned -> planned.streams().equals(group.streams()))
                  .findFirst()
                  .orElseThrow();
      return new Plan(task, opened.schemaChanges());
    }
  }

  /** The last round of this read that has committed: more than is known after a restoration. */
  private long lastRound(ReadGroup group, StateStore store) throws IOException {
    return store.states(connectionId).values().stream()
        .map(StoredState::runId)
        .filter(runId -> RunIds.readOf(runId).equals(group.readId()))
        .mapToLong(RunIds::roundOf)
        .max()
        .orElse(0);
  }

  private static long lastSyncId(RoundPosition last) {
    return last.task() == null
        ? 0
        : last.task().generations().values().stream().mapToLong(Generation::syncId).max().orElse(0);
  }

  /**
   * A planned round.
   *
   * @param schemaChanges what was changed in the streams' tables
   */
  record Plan(ReadTask task, Map<StreamDescriptor, List<String>> schemaChanges) {}
}
