package io.github.airbyteio.store;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.state.Checkpoint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Commits checkpoints of which the records are durable, keyed by their connection, in the order of
 * their chains. Groups may come in any order and more than once: what is out of its turn waits,
 * what is stored already is skipped. A failed write throws before any state of this DoFn is
 * written.
 */
final class CommitToStore extends DoFn<KV<String, Iterable<Checkpoint>>, StateCommit> {
  private final ConnectionStateStore store;
  private final boolean allAtOnce;

  @StateId("waiting")
  private final StateSpec<BagState<Checkpoint>> waitingSpec =
      StateSpecs.bag(SerializableCoder.of(Checkpoint.class));

  /**
   * @param allAtOnce whether one group holds all checkpoints of the run
   */
  CommitToStore(ConnectionStateStore store, boolean allAtOnce) {
    this.store = store;
    this.allAtOnce = allAtOnce;
  }

  @ProcessElement
  public void process(
      @Element KV<String, Iterable<Checkpoint>> group,
      @StateId("waiting") BagState<Checkpoint> waiting,
      OutputReceiver<StateCommit> out)
      throws IOException {
    Map<String, Checkpoint> all = new LinkedHashMap<>();
    waiting.read().forEach(checkpoint -> all.put(checkpoint.token(), checkpoint));
    group.getValue().forEach(checkpoint -> all.put(checkpoint.token(), checkpoint));
    CheckpointChains chains = commit(group.getKey(), all);
    Metrics.counter("airbyteio", "checkpoints_committed").inc(chains.committed());
    Metrics.counter("airbyteio", "checkpoints_skipped").inc(chains.skipped());
    waiting.clear();
    chains.waiting().forEach(waiting::add);
    if (chains.committed() > 0) {
      out.output(StateCommit.of(group.getKey(), chains));
    }
  }

  private CheckpointChains commit(String connectionId, Map<String, Checkpoint> all)
      throws IOException {
    CheckpointChains[] last = new CheckpointChains[1];
    try {
      ConnectionStates unused =
          store.update(
              connectionId,
              before -> {
                last[0] = CheckpointChains.follow(before, all.values());
                if (allAtOnce && !last[0].waiting().isEmpty()) {
                  throw CheckpointChains.overtaken(last[0].waiting().get(0).scope());
                }
                return last[0].after();
              });
    } catch (AirbyteIoException e) {
      Metrics.counter("airbyteio", "checkpoints_refused").inc();
      throw e;
    }
    return last[0];
  }
}
