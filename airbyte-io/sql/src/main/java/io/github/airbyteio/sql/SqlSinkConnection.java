package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.OutcomeUnknownException;
import io.github.airbyteio.sink.SinkConnection;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connection to a store that speaks SQL. The store itself is connected to when it is first
 * needed, and anew after a failure.
 */
public abstract class SqlSinkConnection implements SinkConnection, StateStore {
  /** Streams whose tables are changed in one transaction: stores have room for so many locks. */
  private static final int TOGETHER = 200;

  private final Dialect dialect;
  private final String schema;
  private final Map<StreamDescriptor, StreamTable> prepared = new HashMap<>();
  private @Nullable Connection connection;
  private boolean created;

  protected SqlSinkConnection(Dialect dialect, String schema) {
    this.dialect = dialect;
    this.schema = schema;
  }

  /**
   * Connects to the store.
   *
   * @throws AirbyteIoException if that fails; it says what to do
   */
  protected abstract Connection connect();

  /** What moves staged rows into tables, on a connection in a transaction. */
  protected abstract TableWriter writer(TableKeeper tables);

  /** Names the store in messages. */
  protected abstract String store();

  /** Whether there is surely no store yet, so that nothing need be looked up. */
  protected boolean isMissing() {
    return false;
  }

  /**
   * Called first in each transaction that writes states: makes another one of the same connection
   * id wait.
   */
  protected void lock(StateTables states, String connectionId) throws SQLException {
    states.lock(connectionId);
  }

  /** Called before the transaction of a commit; may be repeated. */
  protected void beforeCommit(CommitUnit unit) throws SQLException, IOException {}

  /** Called after a commit that has succeeded. */
  protected void afterCommit(CommitUnit unit) {}

  /** What the driver has said, fit to be shown. */
  protected SQLException withoutSecrets(SQLException failure) {
    return failure;
  }

  /** Turns a failure into one that says what to do; nothing was written. */
  protected IOException failed(String what, SQLException cause) {
    SQLException shown = withoutSecrets(cause);
    return new IOException(what + ": " + store() + ": " + shown.getMessage(), shown);
  }

  protected final Connection connection() {
    if (connection == null) {
      connection = connect();
    }
    return connection;
  }

  protected final String schema() {
    return schema;
  }

  /** The table of a stream that has been prepared on this connection. */
  protected final StreamTable table(StreamDescriptor stream) {
    StreamTable table = prepared.get(stream);
    if (table == null) {
      throw new IllegalStateException("Stream '" + stream + "' is not prepared.");
    }
    return table;
  }

  protected final TableKeeper tables() {
    return new TableKeeper(connection(), dialect, stateTables(), schema);
  }

  private StateTables stateTables() {
    return new StateTables(connection(), dialect, schema, created);
  }

  @Override
  public final StateStore states() {
    return this;
  }

  @Override
  public final Map<Scope, StoredState> states(String connectionId) throws IOException {
    if (connection == null && isMissing()) {
      return Map.of();
    }
    try {
      return stateTables().states(connectionId);
    } catch (SQLException e) {
      throw failed("The states cannot be read", e);
    }
  }

  @Override
  public final Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
      throws IOException {
    if (connection == null && isMissing()) {
      return Map.of();
    }
    try {
      return stateTables().generations(connectionId);
    } catch (SQLException e) {
      throw failed("The generations cannot be read", e);
    }
  }

  @Override
  public final void set(Map<Scope, Optional<AirbyteState>> states) throws IOException {
    try {
      inTransaction(
          tables -> {
            create(tables);
            for (Map.Entry<Scope, Optional<AirbyteState>> entry : states.entrySet()) {
              Scope scope = entry.getKey();
              lock(tables, scope.connectionId());
              StoredState before = tables.states(scope.connectionId()).get(scope);
              tables.store(scope, StoredState.setByHand(entry.getValue().orElse(null), before));
            }
          });
    } catch (SQLException e) {
      throw failed("The states cannot be set", e);
    }
  }

  @Override
  public final void reset(Scope scope) throws IOException {
    if (isMissing()) {
      return;
    }
    try {
      inTransaction(
          tables -> {
            lock(tables, scope.connectionId());
            tables.reset(scope);
          });
    } catch (SQLException e) {
      throw failed("The state of '" + scope + "' cannot be reset", e);
    }
  }

  @Override
  public Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets)
      throws IOException {
    Map<StreamDescriptor, List<String>> changes = new LinkedHashMap<>();
    if (targets.size() > TOGETHER) {
      // Before any part is prepared, whatever is to be refused is refused.
      prepare(targets, false);
    }
    for (int from = 0; from < targets.size(); from += TOGETHER) {
      List<StreamTarget> some = targets.subList(from, Math.min(from + TOGETHER, targets.size()));
      for (TableKeeper.Prepared stream : prepare(some, true)) {
        prepared.put(stream.table().target().stream(), stream.table());
        changes.put(stream.table().target().stream(), stream.changes());
      }
    }
    return changes;
  }

  /** Checks all streams, then changes their tables, in one transaction; or rolls it back. */
  private List<TableKeeper.Prepared> prepare(List<StreamTarget> targets, boolean changes)
      throws IOException {
    List<TableKeeper.Prepared> streams = new ArrayList<>();
    try {
      inTransaction(
          states -> {
            create(states);
            TableKeeper tables = new TableKeeper(connection(), dialect, states, schema);
            lock(states, targets.get(0).connectionId());
            tables.lookAtAll();
            for (StreamTarget target : targets) {
              streams.add(tables.prepare(target));
            }
            if (changes) {
              apply(streams, tables);
            }
          },
          changes);
      created |= changes;
      return streams;
    } catch (SQLException e) {
      throw failed("The tables of " + named(targets) + " cannot be prepared", e);
    }
  }

  private void apply(List<TableKeeper.Prepared> streams, TableKeeper tables) throws SQLException {
    TableWriter writer = writer(tables);
    for (TableKeeper.Prepared stream : streams) {
      for (String statement : stream.statements()) {
        tables.execute(statement);
      }
      writer.prepare(stream.table(), stream.table().name());
    }
  }

  private static String named(List<StreamTarget> targets) {
    return targets.size() == 1
        ? "stream '" + targets.get(0).stream() + "'"
        : targets.size() + " streams";
  }

  private void create(StateTables states) throws SQLException {
    if (!created) {
      states.create();
    }
  }

  @Override
  public CommitReceipt commit(CommitUnit unit) throws IOException {
    List<CommitStep> steps = commitOnce(unit);
    afterCommit(unit);
    return CommitReceipt.of(unit, steps);
  }

  private List<CommitStep> commitOnce(CommitUnit unit) throws IOException {
    boolean committing = false;
    try {
      beforeCommit(unit);
      Connection transaction = connection();
      transaction.setAutoCommit(false);
      StateTables states = stateTables();
      lock(states, unit.scope().connectionId());
      List<CommitStep> steps = unit.remaining(states.state(unit.scope()));
      if (!steps.isEmpty()) {
        TableKeeper tables = new TableKeeper(transaction, dialect, states, schema);
        new UnitCommit(writer(tables), states, prepared).write(steps);
      }
      committing = true;
      transaction.commit();
      transaction.setAutoCommit(true);
      return steps;
    } catch (SQLException e) {
      disconnect(e);
      if (!committing) {
        throw failed("Nothing was committed", e);
      }
      if (!isCommitted(unit, e)) {
        throw new OutcomeUnknownException(
            "The commit to " + store() + " broke off", withoutSecrets(e));
      }
      return unit.steps();
    } catch (IOException | RuntimeException e) {
      disconnect(e);
      throw e;
    }
  }

  /** Decides a commit whose outcome is unknown by the token that is stored. */
  private boolean isCommitted(CommitUnit unit, SQLException cause) throws IOException {
    try {
      StoredState stored = states(unit.scope().connectionId()).get(unit.scope());
      return stored != null && stored.token().equals(unit.last().token());
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
      return false;
    }
  }

  private interface Work {
    void run(StateTables tables) throws SQLException;
  }

  private void inTransaction(Work work) throws SQLException {
    inTransaction(work, true);
  }

  private void inTransaction(Work work, boolean commits) throws SQLException {
    try {
      Connection transaction = connection();
      transaction.setAutoCommit(false);
      work.run(stateTables());
      if (commits) {
        transaction.commit();
      } else {
        transaction.rollback();
      }
      transaction.setAutoCommit(true);
    } catch (SQLException | RuntimeException e) {
      disconnect(e);
      throw e;
    }
  }

  /** Rolls back and closes: after a failure no one knows in what state a connection is. */
  protected final void disconnect(Exception cause) {
    Connection broken = connection;
    connection = null;
    if (broken == null) {
      return;
    }
    try (broken) {
      broken.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    } catch (SQLException e) {
      throw failed("The connection cannot be closed", e);
    }
  }
}
