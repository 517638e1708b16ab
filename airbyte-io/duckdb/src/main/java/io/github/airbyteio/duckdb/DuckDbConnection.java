package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitReceipt;
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
import java.util.List;
import java.util.Map;

/** A connection to a database. Staging writes files only and does not open it. */
final class DuckDbConnection extends SqlSinkConnection {
  private final Database database;
  private final StagingFolder staging;

  DuckDbConnection(Database database, String schema) {
    super(DuckDbDialect.INSTANCE, schema);
    this.database = database;
    this.staging = database.staging();
  }

  @Override
  protected Connection connect() {
    return database.connect();
  }

  @Override
  protected TableWriter writer(TableKeeper tables) {
    return new DuckDbTableWriter(tables, connection(), database.storesHere());
  }

  @Override
  protected String store() {
    return database.toString();
  }

  @Override
  protected boolean isMissing() {
    return database.isMissing();
  }

  /** One process writes at a time, and in it one thread: see {@link #commit}. */
  @Override
  protected void lock(StateTables states, String connectionId) {}

  @Override
  protected SQLException withoutSecrets(SQLException failure) {
    return database.withoutSecrets(failure);
  }

  @Override
  public Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets)
      throws IOException {
    staging.sweep();
    // One JVM, one writer of definitions: two connections that create one table would conflict.
    synchronized (DuckDbConnection.class) {
      return super.prepare(targets);
    }
  }

  @Override
  public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    return staging.stage(target, block);
  }

  @Override
  public CommitReceipt commit(CommitUnit unit) throws IOException {
    synchronized (DuckDbConnection.class) {
      return super.commit(unit);
    }
  }

  @Override
  protected void afterCommit(CommitUnit unit) {
    unit.steps().forEach(step -> step.blocks().forEach(staging::remove));
  }

  @Override
  public void abandon(StagedBlock block) {
    staging.remove(block);
  }

  @Override
  public void close() throws IOException {
    super.close();
    staging.sweep();
  }
}
