package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** What one run has written to a table; it exists when all of it is visible. */
@AutoValue
public abstract class RowsWritten implements Serializable {
  public abstract String table();

  /** The rows that were written. Where rows are replaced by key the table may hold fewer. */
  public abstract long rows();

  /**
   * Of those, the rows in which a value was replaced by null: their {@code _airbyte_meta} says
   * which.
   */
  public abstract long rowsNulled();

  static RowsWritten of(String table, long rows, long rowsNulled) {
    return new AutoValue_RowsWritten(table, rows, rowsNulled);
  }
}
