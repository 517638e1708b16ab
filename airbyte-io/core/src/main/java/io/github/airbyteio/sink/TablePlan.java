package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a sync would do to a stream's table.
 *
 * @param columns the stream's columns with the store's types, those that all tables have left out
 * @param changes what would be told of changes in the source's schema, a sentence each
 * @param statements what would be executed before the first record
 */
public record TablePlan(
    StreamDescriptor stream,
    String table,
    Action action,
    Map<String, String> columns,
    List<String> changes,
    List<String> statements) {
  /** What becomes of the table. */
  public enum Action {
    /** There is none yet. */
    CREATE,
    /** Columns are added, widened or set aside; rows are added. */
    CHANGE,
    /** Rows are added to it as it is. */
    KEEP,
    /** Its rows are replaced when the stream has been read to its end. */
    REPLACE;

    /** The name of this action in outputs. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TablePlan {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    changes = List.copyOf(changes);
    statements = List.copyOf(statements);
  }
}
