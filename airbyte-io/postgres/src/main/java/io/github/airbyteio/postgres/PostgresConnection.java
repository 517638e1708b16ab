package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.SqlSinkConnection;
import io.github.airbyteio.sql.StateTables;
import io.github.airbyteio.sql.TableKeeper;
import io.github.airbyteio.sql.TableWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A connection to a database, for one thread: it stages, or commits, or both. */
final class PostgresConnection extends SqlSinkConnection {
  private final PostgresSink sink;
  private final BlockStager stager;
  private final StagingCleaner cleaner;
  private boolean swept;
  private boolean preparing;

  PostgresConnection(PostgresSink sink) {
    super(PostgresDialect.INSTANCE, sink.schema());
    this.sink = sink;
    this.stager = new BlockStager(sink.schema(), sink.stagingId());
    this.cleaner = new StagingCleaner(sink.schema(), sink.stagingId());
  }

  @Override
  protected Connection connect() {
    Connection connection = sink.database().connect();
    try {
      cleaner.claim(connection);
      return connection;
    } catch (SQLException e) {
      throw PostgresErrors.ofConnecting(sink.database(), e);
    }
  }

  @Override
  protected TableWriter writer(TableKeeper tables) {
    return new PostgresTableWriter(tables, connection(), sink.replacesInPlace());
  }

  @Override
  protected String store() {
    return sink.database().toString();
  }

  @Override
  protected IOException failed(String what, SQLException cause) {
    PostgresErrors.ofStatement(sink.database(), what, cause)
        .ifPresent(
            known -> {
              throw known;
            });
    return super.failed(what, cause);
  }

  @Override
  public Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets)
      throws IOException {
    targets.forEach(PostgresConnection::requireStorableNames);
    if (!swept) {
      swept = true;
      cleaner.sweep(connection());
    }
    preparing = true;
    try {
      return super.prepare(targets);
    } finally {
      preparing = false;
    }
  }

  private static void requireStorableNames(StreamTarget target) {
    StreamDescriptor stream = target.stream();
    if ((target.connectionId() + stream.namespaceOrEmpty() + stream.name()).indexOf('\0') >= 0) {
      throw new AirbyteIoException(
          Category.SINK,
          stream,
          "Stream '" + stream + "' cannot be written: Postgres cannot store U+0000 in a name.",
          "Leave the stream out, or write it to another store.",
          null);
    }
  }

  /** Two connections that prepare at once must not find the same name free. */
  @Override
  protected void lock(StateTables states, String connectionId) throws SQLException {
    PostgresDialect.lockStates(connection(), schema(), connectionId);
    if (preparing) {
      PostgresDialect.lockNames(connection(), schema());
    }
  }

  @Override
  public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    try {
      return stager.stage(connection(), target, block);
    } catch (SQLException e) {
      disconnect(e);
      throw failed("A block of stream '" + target.stream() + "' cannot be staged", e);
    }
  }

  @Override
  protected void afterCommit(CommitUnit unit) {
    List<StagedBlock> blocks = new ArrayList<>();
    unit.steps().forEach(step -> blocks.addAll(step.blocks()));
    cleaner.removeCommitted(connection(), blocks);
  }

  @Override
  public void abandon(StagedBlock block) {
    cleaner.remove(connection(), block);
  }
}
