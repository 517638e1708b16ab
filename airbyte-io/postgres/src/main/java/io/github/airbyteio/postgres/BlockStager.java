package io.github.airbyteio.postgres;

import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Copies blocks into staging tables, which it creates where they are missing. */
final class BlockStager {
  private static final String UNDEFINED_TABLE = "42P01";
  private static final Set<String> CREATED_BY_ANOTHER = Set.of("23505", "42P07", "42710");

  private final String schema;
  private final String stagingId;
  private final Set<String> created = new HashSet<>();

  BlockStager(String schema, String stagingId) {
    this.schema = schema;
    this.stagingId = stagingId;
  }

  /** Stages a block in one statement, on a connection that commits each. */
  StagedBlock stage(Connection connection, StreamTarget target, ConformedBlock block)
      throws IOException, SQLException {
    String table = StagingTable.name(target, stagingId, block.id());
    if (!created.contains(table)) {
      create(connection, target, table);
    }
    try {
      return copy(connection, target, block, table);
    } catch (SQLException e) {
      if (!PostgresErrors.state(e).equals(UNDEFINED_TABLE)) {
        throw e;
      }
      // All that was in it had been committed, and it was dropped.
      create(connection, target, table);
      return copy(connection, target, block, table);
    }
  }

  private void create(Connection connection, StreamTarget target, String table)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(StagingTable.create(schema, table, target.schema().columns()));
    } catch (SQLException e) {
      if (!CREATED_BY_ANOTHER.contains(PostgresErrors.state(e))) {
        throw e;
      }
    }
    created.add(table);
  }

  private StagedBlock copy(
      Connection connection, StreamTarget target, ConformedBlock block, String table)
      throws IOException, SQLException {
    BlockId id = block.id();
    StagedLocation location = new StagedLocation(table, UUID.randomUUID().getMostSignificantBits());
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(StagingTable.copy(schema, table));
    try {
      CopyText text = new CopyText((bytes, length) -> write(copy, bytes, length));
      ConformCounts counts =
          block.forEachRow(
              new CopyRows(
                  text,
                  target.schema().columns(),
                  id.index() + "\t" + location.id(),
                  block.firstRecordNumber()));
      text.flush();
      long copied = copy.endCopy();
      if (copied != counts.records()) {
        throw new IOException(
            "Postgres has taken " + copied + " of " + counts.records() + " rows of block " + id);
      }
      return StagedBlock.of(
          id, location.encode(), counts.records(), counts.recordsNulled(), block.bytes());
    } catch (CopyFailedException e) {
      throw e.failure;
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy(); // Nothing of the block is left.
      }
    }
  }

  /** Carries a failure of the server through the conformer. */
  private static final class CopyFailedException extends IOException {
    private static final long serialVersionUID = 1;
    private final transient SQLException failure;

    CopyFailedException(SQLException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private static void write(CopyIn copy, byte[] bytes, int length) throws IOException {
    try {
      copy.writeToCopy(bytes, 0, length);
    } catch (SQLException e) {
      throw new CopyFailedException(e);
    }
  }
}
