package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the committer of a key receives: exactly one of block, checkpoint and end is not null. */
@AutoValue
abstract class CommitInput implements Serializable {
  private static final long serialVersionUID = 1L;

  abstract String runId();

  abstract @Nullable StagedBlock block();

  abstract @Nullable Checkpoint checkpoint();

  /** The run has ended for good: the last tokens of its scopes. */
  abstract @Nullable Map<Scope, String> finalTokens();

  static CommitInput of(StagedBlock block) {
    return new AutoValue_CommitInput(RunIds.runOf(block.id().attempt()), block, null, null);
  }

  static CommitInput of(Checkpoint checkpoint) {
    return new AutoValue_CommitInput(checkpoint.runId(), null, checkpoint, null);
  }

  static CommitInput end(String runId, Map<Scope, String> finalTokens) {
    return new AutoValue_CommitInput(runId, null, null, finalTokens);
  }
}
