package io.github.airbyteio.duckdb;

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
import java.util.stream.Collectors;

/** The writes of one commit. The caller holds the transaction. */
final class UnitCommit {
  private static final String STAGED = "temp._airbyte_staged";

  private final TableKeeper tables;
  private final StateTables states;
  private final Map<StreamDescriptor, StreamTable> prepared;

  UnitCommit(TableKeeper tables, StateTables states, Map<StreamDescriptor, StreamTable> prepared) {
    this.tables = tables;
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
    tables.execute("DROP TABLE IF EXISTS " + table.qualified(table.generationTable()));
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
      tables.create(table, name);
    }
    if (table.mode().deduplicates()) {
      upsert(table, name, StagedRows.select(table, blocks, generation, true));
    } else {
      insert(table, name, StagedRows.select(table, blocks, generation, false));
    }
  }

  private void insert(StreamTable table, String name, String select) throws SQLException {
    tables.execute(
        "INSERT INTO "
            + table.qualified(name)
            + " ("
            + String.join(", ", table.columnNames())
            + ") "
            + select);
  }

  /**
   * Of the staged rows of a key the latest is kept; it replaces the stored one unless that is later
   * still.
   */
  private void upsert(StreamTable table, String name, String select) throws SQLException {
    String target = table.qualified(name);
    String keys = String.join(", ", table.keyColumns());
    String cursor = table.cursorColumn();
    String latest =
        (cursor == null ? "" : cursor + " DESC NULLS LAST, ")
            + ColumnNames.EXTRACTED_AT
            + " DESC, _n DESC";
    tables.execute(
        "CREATE OR REPLACE TEMP TABLE _airbyte_staged AS SELECT * FROM ("
            + select
            + ") QUALIFY row_number() OVER (PARTITION BY "
            + keys
            + " ORDER BY "
            + latest
            + ") = 1");
    String sameKey = sameKey(table, "t", "s");
    tables.execute(
        "DELETE FROM "
            + target
            + " AS t USING "
            + STAGED
            + " AS s WHERE "
            + sameKey
            + " AND "
            + isNotOlder(cursor));
    String deleted = table.deletedAtColumn();
    String columns = String.join(", ", table.columnNames());
    tables.execute(
        "INSERT INTO "
            + target
            + " ("
            + columns
            + ") SELECT "
            + columns
            + " FROM "
            + STAGED
            + " AS s WHERE "
            + (deleted == null ? "" : deleted + " IS NULL AND ")
            + "NOT EXISTS (SELECT 1 FROM "
            + target
            + " AS t WHERE "
            + sameKey
            + ")");
    tables.execute("DROP TABLE " + STAGED);
  }

  private static String sameKey(StreamTable table, String left, String right) {
    return table.keyColumns().stream()
        .map(key -> left + "." + key + " IS NOT DISTINCT FROM " + right + "." + key)
        .collect(Collectors.joining(" AND "));
  }

  /**
   * Whether the staged row s replaces the stored row t: by cursor, then by time, and the later
   * arrival on a tie.
   */
  private static String isNotOlder(String cursor) {
    String byTime = "s." + ColumnNames.EXTRACTED_AT + " >= t." + ColumnNames.EXTRACTED_AT;
    if (cursor == null) {
      return byTime;
    }
    return String.format(
        "(s.%1$s > t.%1$s OR (t.%1$s IS NULL AND s.%1$s IS NOT NULL) OR (s.%1$s IS NOT DISTINCT FROM t.%1$s AND %2$s))",
        cursor, byTime);
  }

  private void complete(StreamTable table, Generation generation) throws SQLException {
    if (generation.replacesOlder()) {
      tables.create(table, table.generationTable());
      tables.execute("DROP TABLE " + table.qualified());
      tables.execute(
          "ALTER TABLE "
              + table.qualified(table.generationTable())
              + " RENAME TO "
              + Sql.identifier(table.name()));
    }
    note(table, generation, true);
  }
}
