package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Does without a runner what StageBlocks and CommitCheckpoints do: elements come late, twice and in
 * any order.
 */
public final class DirectCommitter {
  private final Sink sink;
  private final String connectionId;
  private final Map<StreamDescriptor, StreamTarget> targets = new LinkedHashMap<>();
  private final SinkConnection connection;
  private final List<StagedBlock> blocks = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  public DirectCommitter(Sink sink, String connectionId, List<StreamTarget> targets)
      throws IOException {
    this.sink = sink;
    this.connectionId = connectionId;
    this.connection = sink.open();
    targets.forEach(target -> this.targets.put(target.stream(), target));
    connection.prepare(targets);
  }

  public void blocks(List<RecordBlock> arrived, Random random) throws IOException {
    for (RecordBlock block : shuffled(arrived, random)) {
      StreamTarget target = targets.get(block.id().stream());
      RecordConformer conformer = new RecordConformer(target.schema(), sink.limits());
      blocks.add(connection.stage(target, new LazilyConformedBlock(block, conformer)));
      commit();
    }
  }

  public void checkpoints(List<Checkpoint> arrived, Random random) throws IOException {
    for (Checkpoint checkpoint : shuffled(arrived, random)) {
      checkpoints.add(checkpoint);
      commit();
    }
  }

  /** Checks that the chains have been committed to these ends. */
  public void end(Map<Scope, String> finalTokens) throws IOException {
    Map<Scope, StoredState> stored = connection.states().states(connectionId);
    finalTokens.forEach(
        (scope, token) -> {
          if (!stored.get(scope).token().equals(token)) {
            throw new AssertionError("The chain of " + scope + " was not committed to its end.");
          }
        });
  }

  private void commit() throws IOException {
    CommitLedger ledger =
        new CommitLedger(blocks, checkpoints, connection.states().states(connectionId));
    for (CommitLedger.Chain chain : ledger.committable()) {
      CommitReceipt unused = connection.commit(CommitUnit.of(chain.steps(), targets));
      ledger.committed(chain);
    }
    List<StagedBlock> left = List.copyOf(ledger.blocks());
    List<Checkpoint> waiting = List.copyOf(ledger.checkpoints());
    blocks.clear();
    blocks.addAll(left);
    checkpoints.clear();
    checkpoints.addAll(waiting);
  }

  private static <T> List<T> shuffled(List<T> elements, Random random) {
    List<T> order = new ArrayList<>(elements);
    Collections.shuffle(order, random);
    return order;
  }
}
