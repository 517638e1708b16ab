package io.github.airbyteio.sql;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.TablePlan;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A look at a store that speaks SQL: only statements that read are executed. */
public final class SqlSinkLook implements SinkLook {
  private final Connection connection;
  private final Dialect dialect;
  private final String schema;
  private final Explanation explanation;

  /** Turns a failure into one that says what to do, without secrets. */
  public interface Explanation {
    /**
     * @param what what could not be done, without a full stop
     */
    IOException of(String what, SQLException cause);
  }

  /**
   * @param connection is closed with the look; best one that cannot write
   */
  public SqlSinkLook(
      Connection connection, Dialect dialect, String schema, Explanation explanation) {
    this.connection = connection;
    this.dialect = dialect;
    this.schema = schema;
    this.explanation = explanation;
  }

  @Override
  public Map<Scope, StoredState> states(String connectionId) throws IOException {
    try {
      return states().states(connectionId);
    } catch (SQLException e) {
      throw explanation.of("The states cannot be read", e);
    }
  }

  @Override
  public Map<StreamDescriptor, StoredGeneration> generations(String connectionId)
      throws IOException {
    try {
      return states().generations(connectionId);
    } catch (SQLException e) {
      throw explanation.of("The generations cannot be read", e);
    }
  }

  @Override
  public List<TablePlan> tables(List<StreamTarget> targets) throws IOException {
    TableKeeper keeper = new TableKeeper(connection, dialect, states(), schema);
    List<TablePlan> plans = new ArrayList<>();
    try {
      keeper.lookAtAll();
    } catch (SQLException e) {
      throw explanation.of("The tables cannot be looked at", e);
    }
    for (StreamTarget target : targets) {
      try {
        plans.add(plan(keeper.look(target)));
      } catch (SQLException e) {
        throw explanation.of(
            "The table of stream '" + target.stream() + "' cannot be looked at", e);
      }
    }
    return plans;
  }

  private static TablePlan plan(TableKeeper.Prepared stream) {
    StreamTable table = stream.table();
    Map<String, String> columns = new LinkedHashMap<>();
    table
        .written()
        .forEach(i -> columns.put(table.columnName(i), table.dialect().type(table.type(i))));
    // What creates a table if there is none does nothing where there is one.
    List<String> statements =
        stream.statements().stream()
            .filter(sql -> !stream.exists() || !sql.startsWith(TableKeeper.CREATE_IF_MISSING))
            .toList();
    TablePlan.Action action =
        !stream.exists()
            ? TablePlan.Action.CREATE
            : table.mode().replaces()
                ? TablePlan.Action.REPLACE
                : statements.isEmpty() ? TablePlan.Action.KEEP : TablePlan.Action.CHANGE;
    return new TablePlan(
        table.target().stream(), table.name(), action, columns, stream.changes(), statements);
  }

  private StateTables states() {
    return new StateTables(connection, dialect, schema, false);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw explanation.of("The connection cannot be closed", e);
    }
  }
}
