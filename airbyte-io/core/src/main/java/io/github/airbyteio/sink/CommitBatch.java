package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Commits all blocks of a run in one unit, behind whatever the table's state is then. Its element
 * is the run's id.
 *
 * <p>The id is the checkpoint's token and is kept in the state among those of {@link RecentRuns}:
 * executed again after a commit, also one whose outcome was not known, this finds it there and
 * commits nothing more.
 */
final class CommitBatch extends DoFn<String, RowsWritten> {
  /** An attempt fails only because another run has just committed. */
  private static final int MOST_ATTEMPTS = 100;

  private final Sink sink;
  private final StreamTarget target;
  private final PCollectionView<Iterable<StagedBlock>> staged;

  CommitBatch(Sink sink, StreamTarget target, PCollectionView<Iterable<StagedBlock>> staged) {
    this.sink = sink;
    this.target = target;
    this.staged = staged;
  }

  @RequiresStableInput
  @ProcessElement
  public void process(ProcessContext context) throws IOException {
    RowsWritten written = commit(sink, target, context.element(), context.sideInput(staged));
    Metrics.counter("airbyteio", "records_committed/" + target.stream()).inc(written.rows());
    context.output(written);
  }

  /** Visible to tests: what a runner does when it executes a bundle again. */
  static RowsWritten commit(
      Sink sink, StreamTarget target, String runId, Iterable<StagedBlock> staged)
      throws IOException {
    // Beam's local runner in Python adds what a view holds to it again for each further bundle.
    Set<StagedBlock> each = new LinkedHashSet<>();
    staged.forEach(each::add);
    List<StagedBlock> blocks = List.copyOf(each);
    requireNoneRejected(target, blocks);
    try (SinkConnection connection = sink.open()) {
      connection.prepare(target);
      if (!commit(connection, target, runId, blocks)) {
        for (StagedBlock block : blocks) {
          connection.abandon(block);
        }
      }
    }
    return RowsWritten.of(
        target.stream().name(),
        blocks.stream().mapToLong(StagedBlock::records).sum(),
        blocks.stream().mapToLong(StagedBlock::recordsNulled).sum());
  }

  /** Rows are written here, not by a connector: none can be malformed, unless by a defect. */
  private static void requireNoneRejected(StreamTarget target, List<StagedBlock> blocks) {
    for (StagedBlock block : blocks) {
      if (block.rejection() != null) {
        throw new AirbyteIoException(
            Category.INTERNAL,
            target.stream(),
            "Rows were written as records that are none: "
                + block.rejection()
                + " Nothing was committed.",
            null,
            null);
      }
    }
  }

  /** Returns whether this call has committed the blocks; false if an earlier one had. */
  private static boolean commit(
      SinkConnection connection, StreamTarget target, String runId, List<StagedBlock> blocks)
      throws IOException {
    Scope scope = Scope.stream(target.connectionId(), target.stream());
    int attempts = 0;
    while (true) {
      StoredState stored = connection.states().states(target.connectionId()).get(scope);
      RecentRuns runs = RecentRuns.of(stored);
      if (runs.contain(runId)) {
        return false;
      }
      Checkpoint checkpoint =
          Checkpoint.builder()
              .setScope(scope)
              .setRunId(runId)
              .setAttempt(runId)
              .setSeq(stored == null ? 1 : stored.seq() + 1)
              .setToken(runId)
              .setPredecessor(stored == null ? null : stored.token())
              .setState(runs.plus(runId, target.stream()))
              .setCovers(Map.of())
              .setGenerations(Map.of(target.stream(), generation(connection, target, stored)))
              .setCompletes(Set.of(target.stream()))
              .build();
      try {
        CommitReceipt receipt =
            connection.commit(
                CommitUnit.of(
                    List.of(CommitUnit.CommitStep.of(checkpoint, blocks)),
                    Map.of(target.stream(), target)));
        return receipt.checkpoints() > 0;
      } catch (StaleCheckpointException e) {
        // Another run has committed in between: this one follows it.
        attempts++;
        if (attempts == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Rows are added to the table's generation, whichever that is. */
  private static Generation generation(
      SinkConnection connection, StreamTarget target, @Nullable StoredState stored)
      throws IOException {
    StoredGeneration current =
        connection.states().generations(target.connectionId()).get(target.stream());
    return Generation.of(
        current == null ? 1 : current.id(), 0, stored == null ? 1 : stored.seq() + 1);
  }
}
