package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the committer of a key remembers of the run that it commits. */
@AutoValue
abstract class CommitProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The state rows as this committer has left them, without the states; null before the first look
   * at the store.
   */
  abstract @Nullable Map<Scope, StoredState> committed();

  abstract String runId();

  /** The last token of each scope, once the process has ended; null before. */
  abstract @Nullable Map<Scope, String> finalTokens();

  /** Whether checkpoints are waiting. */
  abstract boolean waiting();

  /** Nothing is known yet. */
  static CommitProgress start(String runId) {
    return new AutoValue_CommitProgress(null, runId, null, false);
  }

  /** Whether another run is an earlier round of the same read: all of it is committed. */
  boolean isBehind(String otherRunId) {
    return RunIds.isLater(runId(), otherRunId);
  }

  CommitProgress withCommitted(Map<Scope, StoredState> committed) {
    Map<Scope, StoredState> rows = new TreeMap<>();
    committed.forEach(
        (scope, row) -> rows.put(scope, StoredState.of(null, row.token(), row.seq(), row.runId())));
    return new AutoValue_CommitProgress(rows, runId(), finalTokens(), waiting());
  }

  CommitProgress withWaiting(boolean waiting) {
    return new AutoValue_CommitProgress(committed(), runId(), finalTokens(), waiting);
  }

  /** A process has ended; several may share a key when a task was executed again. */
  CommitProgress ended(Map<Scope, String> tokens) {
    return new AutoValue_CommitProgress(committed(), runId(), new TreeMap<>(tokens), waiting());
  }

  boolean isEnded() {
    return finalTokens() != null;
  }

  /** Whether nothing follows the checkpoint. */
  boolean isFinal(Checkpoint checkpoint) {
    return isEnded() && checkpoint.token().equals(finalTokens().get(checkpoint.scope()));
  }

  /** Whether the process has ended and all its chains are committed to their ends. */
  boolean isDone() {
    return isEnded()
        && finalTokens().entrySet().stream()
            .allMatch(
                end ->
                    committed() != null
                        && committed().containsKey(end.getKey())
                        && committed().get(end.getKey()).token().equals(end.getValue()));
  }
}
