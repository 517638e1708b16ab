package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.SerializedOnce;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Commits checkpoints in the order of their chains, each with all blocks it covers.
 *
 * <p>Several checkpoints are committed at once: a chain waits until it is large, or old, or
 * complete: the sink's {@link CommitPolicy} says when. The sink's stored token decides what a
 * commit still has to do, so repeated bundles, replays and overlapping units are harmless. A failed
 * commit throws before any state of this DoFn is written: nothing overtakes it.
 *
 * <p>In a continuous read one round after another is committed. The first element of a round proves
 * that the one before it is committed to its end, since a round is planned no sooner: what is left
 * of that one was never covered. So the state does not grow with the rounds, and an element that
 * comes late or early by another way is no harm.
 */
final class CommitCheckpoints extends DoFn<KV<String, CommitInput>, SyncFact> {
  private final Sink sink;
  private final String connectionId;
  private final SerializedOnce<HashMap<StreamDescriptor, StreamTarget>> targets;
  private transient @Nullable SinkConnection connection;

  @StateId("blocks")
  private final StateSpec<BagState<StagedBlock>> blocksSpec = StateSpecs.bag(StagedBlockCoder.of());

  @StateId("checkpoints")
  private final StateSpec<BagState<Checkpoint>> checkpointsSpec =
      StateSpecs.bag(SerializableCoder.of(Checkpoint.class));

  @StateId("progress")
  private final StateSpec<ValueState<CommitProgress>> progressSpec =
      StateSpecs.value(SerializableCoder.of(CommitProgress.class));

  @TimerId("old")
  private final TimerSpec oldSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  CommitCheckpoints(Sink sink, String connectionId, Map<StreamDescriptor, StreamTarget> targets) {
    this.sink = sink;
    this.connectionId = connectionId;
    this.targets = SerializedOnce.of(new HashMap<>(targets));
  }

  @ProcessElement
  public void process(
      @Element KV<String, CommitInput> element,
      @StateId("blocks") BagState<StagedBlock> blocks,
      @StateId("checkpoints") BagState<Checkpoint> checkpoints,
      @StateId("progress") ValueState<CommitProgress> progress,
      @TimerId("old") Timer old,
      OutputReceiver<SyncFact> out)
      throws IOException {
    CommitInput input = element.getValue();
    CommitProgress before = progress.read();
    if (before != null && before.isBehind(input.runId())) {
      dropLate(input);
      return;
    }
    if (before != null && !before.runId().equals(input.runId())) {
      if (before.waiting()) {
        commit(blocks, checkpoints, progress, true, out);
      }
      abandonRest(blocks, checkpoints);
      before = null;
    }
    boolean first = before == null;
    if (first) {
      before = CommitProgress.start(input.runId());
    }
    CommitProgress now = before;
    if (input.block() != null) {
      blocks.add(input.block());
    } else if (input.checkpoint() != null) {
      checkpoints.add(input.checkpoint());
      if (!before.waiting()) {
        old.offset(longestWait()).setRelative();
        now = before.withWaiting(true);
      }
    } else {
      now = before.ended(input.finalTokens());
    }
    if (first || !now.equals(before)) {
      progress.write(now);
    }
    if (now.waiting()) {
      commit(blocks, checkpoints, progress, false, out);
    }
    if (progress.read().isDone()) {
      abandonRest(blocks, checkpoints);
      // Flink's Fn API operators wait for ever, at their end, for a timer that is set.
      old.clear();
    }
  }

  /** All of the element's round is committed, so this is a repetition, or was never covered. */
  private void dropLate(CommitInput input) throws IOException {
    if (input.block() != null) {
      abandon(input.block());
    } else if (input.checkpoint() != null) {
      Metrics.counter("airbyteio", "checkpoints_skipped").inc();
    }
  }

  @OnTimer("old")
  public void onOld(
      @StateId("blocks") BagState<StagedBlock> blocks,
      @StateId("checkpoints") BagState<Checkpoint> checkpoints,
      @StateId("progress") ValueState<CommitProgress> progress,
      @TimerId("old") Timer old,
      OutputReceiver<SyncFact> out)
      throws IOException {
    if (isWaiting(progress)) {
      commit(blocks, checkpoints, progress, true, out);
      if (isWaiting(progress)) {
        old.offset(longestWait()).setRelative();
      }
    }
  }

  private void commit(
      BagState<StagedBlock> blocks,
      BagState<Checkpoint> checkpoints,
      ValueState<CommitProgress> progress,
      boolean all,
      OutputReceiver<SyncFact> out)
      throws IOException {
    CommitProgress now = progress.read();
    Map<Scope, StoredState> known = now.committed();
    if (known == null) {
      known = connection().states().states(connectionId);
    }
    CommitLedger ledger = new CommitLedger(blocks.read(), checkpoints.read(), known);
    boolean changed = now.committed() == null;
    for (CommitLedger.Chain chain : ledger.committable()) {
      if (all
          || chain.bytes() >= sink.commitPolicy().bytes()
          || chain.rejected()
          || now.isFinal(chain.last())) {
        boolean whole = commit(chain, out);
        ledger.committed(chain);
        if (!whole) {
          // The store was ahead, as after a restoration: what follows continues from there.
          ledger.moveTo(connection().states().states(connectionId));
        }
        changed = true;
      }
    }
    changed |= settleOvertaken(ledger, out);
    if (changed) {
      progress.write(
          now.withCommitted(ledger.committed()).withWaiting(!ledger.checkpoints().isEmpty()));
      blocks.clear();
      ledger.blocks().forEach(blocks::add);
      checkpoints.clear();
      ledger.checkpoints().forEach(checkpoints::add);
    }
  }

  /** Returns whether each step was still to be committed. */
  private boolean commit(CommitLedger.Chain chain, OutputReceiver<SyncFact> out)
      throws IOException {
    CommitUnit unit = CommitUnit.of(chain.steps(), targets.get());
    CommitReceipt receipt;
    try {
      receipt = connection().commit(unit);
    } catch (StaleCheckpointException e) {
      Metrics.counter("airbyteio", "checkpoints_refused").inc(chain.steps().size());
      throw e;
    }
    if (receipt.checkpoints() == chain.steps().size()) {
      countBytes(chain);
    }
    Metrics.counter("airbyteio", "checkpoints_committed").inc(receipt.checkpoints());
    Metrics.counter("airbyteio", "checkpoints_skipped")
        .inc(chain.steps().size() - receipt.checkpoints());
    StreamDescriptor own = receipt.scope().stream();
    if (own == null) {
      Metrics.counter("airbyteio", "connection_states_committed").inc(receipt.checkpoints());
    }
    for (StreamDescriptor stream : own == null ? targets.get().keySet() : Set.of(own)) {
      Metrics.counter("airbyteio", "states_committed/" + stream).inc(receipt.checkpoints());
    }
    receipt
        .records()
        .forEach(
            (stream, records) ->
                Metrics.counter("airbyteio", "records_committed/" + stream).inc(records));
    out.output(SyncFact.of(receipt));
    return receipt.checkpoints() == chain.steps().size();
  }

  private static void countBytes(CommitLedger.Chain chain) {
    for (CommitUnit.CommitStep step : chain.steps()) {
      for (StagedBlock block : step.blocks()) {
        Metrics.counter("airbyteio", "bytes_committed/" + block.id().stream()).inc(block.bytes());
      }
    }
  }

  /**
   * Drops checkpoints that a later commit of this read has covered; refuses those that another read
   * has overtaken.
   */
  private boolean settleOvertaken(CommitLedger ledger, OutputReceiver<SyncFact> out)
      throws IOException {
    Checkpoint overtaken = ledger.overtaken();
    boolean any = overtaken != null;
    while (overtaken != null) {
      CommitUnit unit =
          CommitUnit.of(List.of(CommitUnit.CommitStep.of(overtaken, List.of())), targets.get());
      if (!unit.remaining(ledger.committed().get(overtaken.scope())).isEmpty()) {
        throw new IllegalStateException("A checkpoint is both overtaken and next: " + overtaken);
      }
      Metrics.counter("airbyteio", "checkpoints_skipped").inc();
      out.output(SyncFact.of(CommitReceipt.of(unit, List.of())));
      ledger.forget(overtaken);
      overtaken = ledger.overtaken();
    }
    return any;
  }

  /** All chains are committed to their ends: what is left was never covered and never will be. */
  private void abandonRest(BagState<StagedBlock> blocks, BagState<Checkpoint> checkpoints)
      throws IOException {
    for (StagedBlock block : blocks.read()) {
      abandon(block);
    }
    blocks.clear();
    checkpoints.clear();
  }

  private void abandon(StagedBlock block) throws IOException {
    if (block.rejection() == null) {
      connection().abandon(block);
    }
  }

  private static boolean isWaiting(ValueState<CommitProgress> progress) {
    CommitProgress now = progress.read();
    return now != null && now.waiting();
  }

  private Duration longestWait() {
    return Duration.millis(sink.commitPolicy().every().toMillis());
  }

  private SinkConnection connection() throws IOException {
    if (connection == null) {
      connection = sink.open();
      Map<StreamDescriptor, List<String>> unused =
          connection.prepare(List.copyOf(targets.get().values()));
    }
    return connection;
  }

  @Teardown
  public void teardown() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
