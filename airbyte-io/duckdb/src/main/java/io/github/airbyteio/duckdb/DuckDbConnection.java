package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.OutcomeUnknownException;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connection to a database. The database itself is opened when it is first needed: staging writes
 * files only.
 */
final class DuckDbConnection implements SinkConnection, StateStore {
  private final Database database;
  private final String schema;
  private final StagingFolder staging;
  private final Map<StreamDescriptor, StreamTable> prepared = new HashMap<>();
  private @Nullable Connection connection;

  DuckDbConnection(Database database, String schema) {
    this.database = database;
    this.schema = schema;
    this.staging = database.staging();
  }

  private Connection connection() {
    if (connection == null) {
      connection = database.connect();
    }
    return connection;
  }

  private StateTables stateTables() {
    return new StateTables(connection(), schema);
  }

  @Override
  public StateStore states() {
    return this;
  }

  @Override
  public Map<Scope, StoredState> states(String connectionId) throws IOException {
    if (connection == null && database.isMissing()) {
      return Map.of();
    }
    try {
      return stateTables().states(connectionId);
    } catch (SQLException e) {
      throw failed("The states cannot be read", e);
    }
  }

  @Override
  public Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
      throws IOException {
    if (connection == null && database.isMissing()) {
      return Map.of();
    }
    try {
      return stateTables().generations(connectionId);
    } catch (SQLException e) {
      throw failed("The generations cannot be read", e);
    }
  }

  @Override
  public void set(Map<Scope, Optional<AirbyteState>> states) throws IOException {
    try {
      inTransaction(
          () -> {
            StateTables tables = stateTables();
            tables.create();
            for (Map.Entry<Scope, Optional<AirbyteState>> entry : states.entrySet()) {
              Scope scope = entry.getKey();
              StoredState before = tables.states(scope.connectionId()).get(scope);
              tables.store(scope, StoredState.setByHand(entry.getValue().orElse(null), before));
            }
          });
    } catch (SQLException e) {
      throw failed("The states cannot be set", e);
    }
  }

  @Override
  public void reset(Scope scope) throws IOException {
    if (database.isMissing()) {
      return;
    }
    try {
      inTransaction(() -> stateTables().reset(scope));
    } catch (SQLException e) {
      throw failed("The state of '" + scope + "' cannot be reset", e);
    }
  }

  @Override
  public List<String> prepare(StreamTarget target) throws IOException {
    List<String> changes = new ArrayList<>();
    try {
      staging.sweep();
      // One JVM, one writer of definitions: two connections that create one table would conflict.
      synchronized (DuckDbConnection.class) {
        inTransaction(
            () -> {
              StateTables states = stateTables();
              states.create();
              TableKeeper.Prepared stream =
                  new TableKeeper(connection(), states, schema).prepare(target);
              prepared.put(target.stream(), stream.table());
              changes.addAll(stream.changes());
            });
      }
      return changes;
    } catch (SQLException e) {
      throw failed("Stream '" + target.stream() + "' cannot be prepared", e);
    }
  }

  @Override
  public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    return staging.stage(target, block);
  }

  @Override
  public CommitReceipt commit(CommitUnit unit) throws IOException {
    List<CommitStep> steps;
    synchronized (DuckDbConnection.class) {
      steps = commitOnce(unit);
    }
    unit.steps().forEach(step -> step.blocks().forEach(staging::remove));
    return CommitReceipt.of(unit, steps);
  }

  private List<CommitStep> commitOnce(CommitUnit unit) throws IOException {
    Connection transaction = connection();
    boolean committing = false;
    try {
      transaction.setAutoCommit(false);
      StateTables states = stateTables();
      List<CommitStep> steps =
          unit.remaining(states.states(unit.scope().connectionId()).get(unit.scope()));
      if (!steps.isEmpty()) {
        TableKeeper tables = new TableKeeper(transaction, states, schema);
        new UnitCommit(tables, states, prepared).write(steps);
      }
      committing = true;
      transaction.commit();
      transaction.setAutoCommit(true);
      return steps;
    } catch (SQLException e) {
      rollBack(transaction, e);
      if (committing && !isCommitted(unit)) {
        throw new OutcomeUnknownException(
            "The commit to " + database + " broke off", database.withoutSecrets(e));
      }
      if (committing) {
        return unit.steps();
      }
      throw failed("Nothing was committed", e);
    } catch (IOException | RuntimeException e) {
      rollBack(transaction, e);
      throw e;
    }
  }

  /** Decides a commit whose outcome is unknown by the token that is stored. */
  private boolean isCommitted(CommitUnit unit) throws IOException {
    StoredState stored = states(unit.scope().connectionId()).get(unit.scope());
    return stored != null && stored.token().equals(unit.last().token());
  }

  private static void rollBack(Connection transaction, Exception cause) {
    try {
      transaction.rollback();
      transaction.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void inTransaction(Work work) throws SQLException {
    Connection transaction = connection();
    try {
      transaction.setAutoCommit(false);
      work.run();
      transaction.commit();
      transaction.setAutoCommit(true);
    } catch (SQLException | RuntimeException e) {
      rollBack(transaction, e);
      throw e;
    }
  }

  @Override
  public void abandon(StagedBlock block) {
    staging.remove(block);
  }

  private IOException failed(String what, SQLException cause) {
    SQLException shown = database.withoutSecrets(cause);
    return new IOException(what + ": " + database + ": " + shown.getMessage(), shown);
  }

  @Override
  public void close() throws IOException {
    try {
      if (connection != null) {
        connection.close();
        connection = null;
      }
      staging.sweep();
    } catch (SQLException e) {
      throw failed("The database cannot be closed", e);
    }
  }
}
