package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the committer of a key receives: exactly one of its members is not null. */
@AutoValue
abstract class CommitInput implements Serializable {
  abstract @Nullable StagedBlock block();

  abstract @Nullable Checkpoint checkpoint();

  /** The process has ended for good: the last tokens of its scopes. */
  abstract @Nullable Map<Scope, String> finalTokens();

  static CommitInput of(StagedBlock block) {
    return new AutoValue_CommitInput(block, null, null);
  }

  static CommitInput of(Checkpoint checkpoint) {
    return new AutoValue_CommitInput(null, checkpoint, null);
  }

  static CommitInput end(Map<Scope, String> finalTokens) {
    return new AutoValue_CommitInput(null, null, finalTokens);
  }
}
