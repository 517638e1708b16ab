package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The writes of one commit. The caller holds the transaction. */
final class UnitCommit {
  private final TableWriter writer;
  private final StateTables states;
  private final Map<StreamDescriptor, StreamTable> prepared;

  UnitCommit(TableWriter writer, StateTables states, Map<StreamDescriptor, StreamTable> prepared) {
    this.writer = writer;
    this.states = states;
    this.prepared = prepared;
  }

  /** Writes the steps' rows, completes generations, and stores the last step's state. */
  void write(List<CommitStep> steps) throws SQLException {
    Checkpoint last = steps.get(steps.size() - 1).checkpoint();
    Map<StreamDescriptor, StoredGeneration> stored =
        states.generations(last.scope().connectionId());
    for (Map.Entry<StreamDescriptor, Generation> entry : last.generations().entrySet()) {
      StreamTable table = prepared.get(entry.getKey());
      begin(table, entry.getValue(), stored.get(entry.getKey()));
      List<StagedBlock> blocks = blocks(steps, entry.getKey());
      if (!blocks.isEmpty()) {
        write(table, entry.getValue(), blocks);
      }
      if (completes(steps, entry.getKey())) {
        complete(table, entry.getValue());
      }
    }
    states.store(
        last.scope(), StoredState.of(last.state(), last.token(), last.seq(), last.runId()));
  }

  private static List<StagedBlock> blocks(List<CommitStep> steps, StreamDescriptor stream) {
    List<StagedBlock> blocks = new ArrayList<>();
    for (CommitStep step : steps) {
      for (StagedBlock block : step.blocks()) {
        if (block.id().stream().equals(stream)) {
          blocks.add(block);
        }
      }
    }
    return blocks;
  }

  private static boolean completes(List<CommitStep> steps, StreamDescriptor stream) {
    return steps.stream().anyMatch(step -> step.checkpoint().completes().contains(stream));
  }

  /** Notes that a generation has begun. What an older one has left unfinished goes. */
  private void begin(StreamTable table, Generation generation, StoredGeneration stored)
      throws SQLException {
    if (stored != null
        && stored.id() == generation.id()
        && stored.replaces() == generation.replacesOlder()) {
      return;
    }
    writer.dropGeneration(table);
    note(table, generation, false);
  }

  private void note(StreamTable table, Generation generation, boolean complete)
      throws SQLException {
    states.storeGeneration(
        Scope.stream(table.target().connectionId(), table.target().stream()),
        StoredGeneration.of(generation.id(), complete, generation.replacesOlder()));
  }

  private void write(StreamTable table, Generation generation, List<StagedBlock> blocks)
      throws SQLException {
    String name = table.name();
    if (generation.replacesOlder()) {
      name = table.generationTable();
      writer.createGeneration(table);
    }
    if (table.mode().deduplicates()) {
      writer.upsert(table, name, blocks, generation);
    } else {
      writer.append(table, name, blocks, generation);
    }
  }

  private void complete(StreamTable table, Generation generation) throws SQLException {
    if (generation.replacesOlder()) {
      writer.createGeneration(table);
      writer.replace(table);
    }
    note(table, generation, true);
  }
}
