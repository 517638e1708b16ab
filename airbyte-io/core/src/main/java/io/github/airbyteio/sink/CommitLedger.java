package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has been staged under one key and waits to be committed.
 *
 * <p>Checkpoints form a chain: each names the token of the one before it. A checkpoint is
 * committable when it follows the committed token and every block it covers is staged. A block that
 * no checkpoint covers is never committed, so what an abandoned attempt left behind cannot reach
 * the table. Noting a thing again, as a retried bundle does, has no effect.
 *
 * <p>Not thread-safe: a key is processed by one thread.
 */
final class CommitLedger {
  private final Map<BlockId, StagedBlock> blocks = new LinkedHashMap<>();
  private final Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();
  private final Map<Scope, StoredState> committed;

  /**
   * @param committed the state rows as far as they are known
   */
  CommitLedger(
      Iterable<StagedBlock> blocks,
      Iterable<Checkpoint> checkpoints,
      Map<Scope, StoredState> committed) {
    blocks.forEach(block -> this.blocks.putIfAbsent(block.id(), block));
    checkpoints.forEach(checkpoint -> this.checkpoints.put(checkpoint.token(), checkpoint));
    this.committed = new TreeMap<>(committed);
  }

  Collection<StagedBlock> blocks() {
    return blocks.values();
  }

  Collection<Checkpoint> checkpoints() {
    return checkpoints.values();
  }

  Map<Scope, StoredState> committed() {
    return committed;
  }

  /** Returns, for each scope, the longest chain of checkpoints that can be committed now. */
  List<Chain> committable() {
    Map<Scope, Map<String, Checkpoint>> waiting = new TreeMap<>();
    for (Checkpoint checkpoint : checkpoints.values()) {
      waiting
          .computeIfAbsent(checkpoint.scope(), s -> new HashMap<>())
          .put(String.valueOf(checkpoint.predecessor()), checkpoint);
    }
    List<Chain> chains = new ArrayList<>();
    waiting.forEach(
        (scope, byPredecessor) -> {
          Chain chain = chain(tokenOf(scope), byPredecessor);
          if (!chain.steps().isEmpty()) {
            chains.add(chain);
          }
        });
    return chains;
  }

  private Chain chain(@Nullable String start, Map<String, Checkpoint> byPredecessor) {
    List<CommitUnit.CommitStep> steps = new ArrayList<>();
    long bytes = 0;
    Checkpoint next = byPredecessor.get(String.valueOf(start));
    while (next != null) {
      List<StagedBlock> covered = covered(next);
      if (covered == null) {
        return new Chain(steps, bytes, false);
      }
      if (covered.stream().anyMatch(block -> block.rejection() != null)) {
        return new Chain(steps, bytes, true);
      }
      steps.add(CommitUnit.CommitStep.of(next, covered));
      bytes += covered.stream().mapToLong(StagedBlock::bytes).sum();
      next = byPredecessor.get(next.token());
    }
    return new Chain(steps, bytes, false);
  }

  /** The staged blocks that the checkpoint covers, or null while one is missing. */
  private @Nullable List<StagedBlock> covered(Checkpoint checkpoint) {
    List<StagedBlock> covered = new ArrayList<>();
    for (Map.Entry<StreamDescriptor, BlockRange> entry : checkpoint.covers().entrySet()) {
      for (long i = entry.getValue().from(); i < entry.getValue().to(); i++) {
        StagedBlock block = blocks.get(BlockId.of(checkpoint.attempt(), entry.getKey(), i));
        if (block == null) {
          return null;
        }
        covered.add(block);
      }
    }
    return covered;
  }

  /**
   * Returns a checkpoint that can never follow what is committed, or null: its number has been
   * passed, or is the next one, by another token.
   */
  @Nullable Checkpoint overtaken() {
    for (Checkpoint checkpoint : checkpoints.values()) {
      StoredState stored = committed.get(checkpoint.scope());
      long seq = stored == null ? 0 : stored.seq();
      if (checkpoint.seq() <= seq + 1
          && !Objects.equals(checkpoint.predecessor(), tokenOf(checkpoint.scope()))) {
        return checkpoint;
      }
    }
    return null;
  }

  void forget(Checkpoint checkpoint) {
    checkpoints.remove(checkpoint.token());
  }

  /** Forgets a committed chain with its blocks and moves the scope on. */
  void committed(Chain chain) {
    for (CommitUnit.CommitStep step : chain.steps()) {
      forget(step.checkpoint());
      step.blocks().forEach(block -> blocks.remove(block.id()));
    }
    Checkpoint last = chain.last();
    committed.put(last.scope(), StoredState.of(null, last.token(), last.seq(), last.runId()));
  }

  /** Others have committed too: these are the rows. */
  void moveTo(Map<Scope, StoredState> rows) {
    committed.clear();
    committed.putAll(rows);
  }

  private @Nullable String tokenOf(Scope scope) {
    StoredState stored = committed.get(scope);
    return stored == null ? null : stored.token();
  }

  /**
   * Consecutive committable checkpoints of a scope.
   *
   * @param bytes the size of their blocks
   * @param rejected whether the next checkpoint covers a block that can never be committed: the
   *     chain ends here
   */
  record Chain(List<CommitUnit.CommitStep> steps, long bytes, boolean rejected) {
    Checkpoint last() {
      return steps.get(steps.size() - 1).checkpoint();
    }
  }
}
