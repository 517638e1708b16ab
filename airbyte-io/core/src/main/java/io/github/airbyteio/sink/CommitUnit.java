package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Consecutive checkpoints of one scope with all blocks they cover, to be committed in one
 * transaction.
 *
 * <p>The transaction first reads the scope's state row and asks {@link #remaining} what is left to
 * do.
 */
@AutoValue
public abstract class CommitUnit implements Serializable {
  /** At least one, in the order of the chain. */
  public abstract List<CommitStep> steps();

  /** The targets of the scope's streams, those without blocks included. */
  public abstract Map<StreamDescriptor, StreamTarget> targets();

  /** A checkpoint and the blocks it covers, in the order in which the connector wrote them. */
  @AutoValue
  public abstract static class CommitStep implements Serializable {
    public abstract Checkpoint checkpoint();

    public abstract List<StagedBlock> blocks();

    public static CommitStep of(Checkpoint checkpoint, List<StagedBlock> blocks) {
      return new AutoValue_CommitUnit_CommitStep(checkpoint, List.copyOf(blocks));
    }
  }

  public static CommitUnit of(List<CommitStep> steps, Map<StreamDescriptor, StreamTarget> targets) {
    return new AutoValue_CommitUnit(List.copyOf(steps), Map.copyOf(targets));
  }

  public final Scope scope() {
    return steps().get(0).checkpoint().scope();
  }

  public final Checkpoint last() {
    return steps().get(steps().size() - 1).checkpoint();
  }

  /**
   * Decides by the stored row what a commit still has to do.
   *
   * <ul>
   *   <li>The stored token is the first step's predecessor: all steps.
   *   <li>It is the token of one of the steps: those after it; none when it is the last, as after a
   *       retried bundle.
   *   <li>It was written by this run, or by a later round of its read, and is further on: none, the
   *       unit has been superseded.
   *   <li>Otherwise another run has moved the state on.
   * </ul>
   *
   * @param stored the scope's row, read in the transaction, or null when there is none
   * @return the steps to commit; empty when there is nothing left to do
   * @throws StaleCheckpointException if another run has moved the state on
   */
  public final List<CommitStep> remaining(@Nullable StoredState stored)
      throws StaleCheckpointException {
    String storedToken = stored == null ? null : stored.token();
    if (Objects.equals(storedToken, steps().get(0).checkpoint().predecessor())) {
      return steps();
    }
    for (int i = 0; i < steps().size(); i++) {
      if (steps().get(i).checkpoint().token().equals(storedToken)) {
        return steps().subList(i + 1, steps().size());
      }
    }
    if (stored != null
        && RunIds.areOfOneRead(stored.runId(), last().runId())
        && stored.seq() >= last().seq()) {
      return List.of();
    }
    throw new StaleCheckpointException(
        scope(), storedToken, steps().get(0).checkpoint().predecessor());
  }
}
