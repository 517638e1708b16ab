package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one commit has made visible. */
@AutoValue
public abstract class CommitReceipt implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract Scope scope();

  /** The run whose checkpoints were committed. */
  public abstract String runId();

  /** The token that is stored now. */
  public abstract String token();

  /** Records committed by this commit, by stream: empty when the unit had been committed before. */
  public abstract Map<StreamDescriptor, Long> records();

  /** Of those, the records in which a value was replaced by null. */
  public abstract Map<StreamDescriptor, Long> recordsNulled();

  /** Records that were left out of the committed blocks, by stream; only streams with any. */
  public abstract Map<StreamDescriptor, Long> recordsFiltered();

  /** Streams whose generation this commit completed. */
  public abstract Set<StreamDescriptor> completed();

  /** The checkpoints that this commit made durable; 0 when the unit had been committed before. */
  public abstract int checkpoints();

  /** Sums up the steps that a commit has made durable. */
  public static CommitReceipt of(CommitUnit unit, List<CommitUnit.CommitStep> committed) {
    Map<StreamDescriptor, Long> records = new TreeMap<>();
    Map<StreamDescriptor, Long> nulled = new TreeMap<>();
    Map<StreamDescriptor, Long> filtered = new TreeMap<>();
    Set<StreamDescriptor> completed = new TreeSet<>();
    for (CommitUnit.CommitStep step : committed) {
      for (StagedBlock block : step.blocks()) {
        records.merge(block.id().stream(), block.records(), Long::sum);
        nulled.merge(block.id().stream(), block.recordsNulled(), Long::sum);
        if (block.recordsFiltered() > 0) {
          filtered.merge(block.id().stream(), block.recordsFiltered(), Long::sum);
        }
      }
      completed.addAll(step.checkpoint().completes());
    }
    return new AutoValue_CommitReceipt(
        unit.scope(),
        unit.last().runId(),
        unit.last().token(),
        records,
        nulled,
        filtered,
        completed,
        committed.size());
  }
}
