package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.StateStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * An open connection to a {@link Sink}. Failures are IOExceptions; a commit whose outcome is
 * unknown throws {@link OutcomeUnknownException}.
 */
public interface SinkConnection extends AutoCloseable {
  /** The states that are stored beside the data. */
  StateStore states();

  /**
   * Creates or evolves what the streams need. Idempotent. Refuses, before anything of any stream is
   * written, a table that belongs to another connection or a change of the schema that the target's
   * policy does not allow or that cannot be held.
   *
   * @return how each stream's schema differs from that of its last sync and what was done about it,
   *     a sentence each; said once. A stream without changes may be missing
   */
  Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets) throws IOException;

  /** The same for one stream. */
  default List<String> prepare(StreamTarget target) throws IOException {
    return prepare(List.of(target)).getOrDefault(target.stream(), List.of());
  }

  /**
   * Makes a block durable without making it visible. May run twice for one block, in parallel, on
   * any worker.
   *
   * @throws io.github.airbyteio.schema.MalformedRecordException if the block holds a line that is
   *     no RECORD, or one that may not be stored
   */
  StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException;

  /**
   * Commits a unit: in one transaction it compares and sets the state row, makes the blocks
   * visible, and replaces the older generations where the unit completes a stream. See {@link
   * CommitUnit} for what the stored token decides.
   */
  CommitReceipt commit(CommitUnit unit) throws IOException;

  /** Removes what a block that will never be committed has left. Best effort, idempotent. */
  void abandon(StagedBlock block) throws IOException;

  @Override
  void close() throws IOException;
}
