package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.StreamTable;
import io.github.airbyteio.sql.TableKeeper;
import io.github.airbyteio.sql.TableWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Moves rows from staging areas into tables. It changes no definitions: those would end the
 * transaction.
 */
final class SnowflakeTableWriter extends TableWriter {
  /** Far below what one list in a statement may hold. */
  private static final int BLOCKS_AT_A_TIME = 1_000;

  private final Connection connection;
  private final String schema;
  private final Map<StreamDescriptor, Generation> generations;

  /**
   * @param generations those of the commit; empty when there is none
   */
  SnowflakeTableWriter(
      TableKeeper tables,
      Connection connection,
      String schema,
      Map<StreamDescriptor, Generation> generations) {
    super(tables);
    this.connection = connection;
    this.schema = schema;
    this.generations = generations;
  }

  /** Was created before the transaction. */
  @Override
  protected void createGeneration(StreamTable table) {}

  /**
   * Empties the table of a generation that begins. Those of older ones have names of their own, and
   * are dropped when this one is complete.
   */
  @Override
  protected void dropGeneration(StreamTable table) throws SQLException {
    Generation generation = generations.get(table.target().stream());
    if (generation.replacesOlder()) {
      tables().execute("DELETE FROM " + new GenerationTable(table, generation).qualified());
    }
  }

  @Override
  protected void append(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    String target = target(table, name, generation);
    for (StagedRows rows : staged(blocks)) {
      boolean repeated = requireAll(rows, table, blocks);
      tables()
          .execute(
              "INSERT INTO "
                  + target
                  + " ("
                  + String.join(", ", table.columnNames())
                  + ") "
                  + rows.select(table, generation, false, repeated));
      tables().execute(rows.delete());
    }
  }

  @Override
  protected void upsert(
      StreamTable table, String name, List<StagedBlock> blocks, Generation generation)
      throws SQLException {
    String target = target(table, name, generation);
    for (StagedRows rows : staged(blocks)) {
      requireAll(rows, table, blocks);
      tables().execute(merge(table, target, rows.select(table, generation, true, false)));
      tables().execute(rows.delete());
    }
  }

  private static String target(StreamTable table, String name, Generation generation) {
    return name.equals(table.name())
        ? table.qualified()
        : new GenerationTable(table, generation).qualified();
  }

  static String merge(StreamTable table, String target, String select) {
    String deleted = table.deletedAtColumn();
    String isNotOlder = isNotOlder(table, "s", "t");
    List<String> columns = table.columnNames();
    return "MERGE INTO "
        + target
        + " AS t USING (SELECT * FROM ("
        + select
        + ") QUALIFY ROW_NUMBER() OVER (PARTITION BY "
        + String.join(", ", table.keyColumns())
        + " ORDER BY "
        + latestFirst(table, StagedRows.NUMBER)
        + ") = 1) AS s ON "
        + sameKey(table, "s", "t")
        + (deleted == null
            ? ""
            : " WHEN MATCHED AND " + isNotOlder + " AND s." + deleted + " IS NOT NULL THEN DELETE")
        + " WHEN MATCHED AND "
        + isNotOlder
        + " THEN UPDATE SET "
        + columns.stream().map(c -> c + " = s." + c).collect(Collectors.joining(", "))
        + " WHEN NOT MATCHED"
        + (deleted == null ? "" : " AND s." + deleted + " IS NULL")
        + " THEN INSERT ("
        + String.join(", ", columns)
        + ") VALUES ("
        + columns.stream().map(c -> "s." + c).collect(Collectors.joining(", "))
        + ")";
  }

  @Override
  protected void replace(StreamTable table) throws SQLException {
    Generation generation = generations.get(table.target().stream());
    tables().execute(new GenerationTable(table, generation).replace());
  }

  /** The blocks in their order, by area. */
  private List<StagedRows> staged(List<StagedBlock> blocks) {
    List<StagedRows> parts = new ArrayList<>();
    for (StagedBlock block : blocks) {
      StagingArea area = StagingArea.of(schema, block);
      StagedRows last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      if (last == null || !last.area().equals(area) || last.blocks().size() == BLOCKS_AT_A_TIME) {
        last = new StagedRows(area, new ArrayList<>());
        parts.add(last);
      }
      last.blocks().add(StagingArea.block(block));
    }
    return parts;
  }

  /**
   * Refuses to move less than was staged.
   *
   * @return whether a file was copied twice, so that there are more rows than were staged
   */
  private boolean requireAll(StagedRows rows, StreamTable table, List<StagedBlock> blocks)
      throws SQLException {
    Map<String, Long> there = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet counts = statement.executeQuery(rows.count())) {
      while (counts.next()) {
        there.put(counts.getString(1), counts.getLong(2));
      }
    }
    Set<String> moved = Set.copyOf(rows.blocks());
    boolean repeated = false;
    for (StagedBlock block : blocks) {
      String name = StagingArea.block(block);
      if (moved.contains(name)) {
        long found = there.getOrDefault(name, 0L);
        if (found < block.records()) {
          throw missing(table.target().stream(), block.records(), found, rows.area());
        }
        repeated |= found > block.records();
      }
    }
    return repeated;
  }

  private static AirbyteIoException missing(
      StreamDescriptor stream, long staged, long found, StagingArea area) {
    return new AirbyteIoException(
        Category.SINK,
        stream,
        String.format(
            "Stream '%s': of %d records that were staged %d are left in %s. Nothing was committed.",
            stream, staged, found, area.name()),
        "Another run of this connection, or someone by hand, has removed them. Run again: the"
            + " records are read again.",
        null);
  }
}
