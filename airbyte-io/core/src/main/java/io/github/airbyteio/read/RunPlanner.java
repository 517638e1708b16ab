package io.github.airbyteio.read;

import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.StateSource;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Plans a bounded read by the states that are committed when it begins. */
final class RunPlanner implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String connectionId;
  private final ConfiguredCatalog catalog;
  private final ProcessLayout layout;
  private final StateSource states;
  private final Clock clock;

  RunPlanner(
      String connectionId,
      ConfiguredCatalog catalog,
      ProcessLayout layout,
      StateSource states,
      Clock clock) {
    this.connectionId = connectionId;
    this.catalog = catalog;
    this.layout = layout;
    this.states = states;
    this.clock = clock;
  }

  /**
   * Plans a run of its own.
   *
   * @throws IOException if the states cannot be read, or the tables cannot be prepared
   */
  Plan plan() throws IOException {
    try (StateSource.OpenStateStore store = states.openStates()) {
      return new Plan(
          new PlanReads(connectionId, catalog, layout).plan(store, RunIds.random(), clock.millis()),
          store.schemaChanges());
    }
  }

  /**
   * A planned run.
   *
   * @param schemaChanges what was changed in the streams' tables
   */
  record Plan(List<ReadTask> tasks, Map<StreamDescriptor, List<String>> schemaChanges) {}
}
