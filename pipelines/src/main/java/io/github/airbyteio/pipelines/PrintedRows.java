package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbQuery;
import io.github.airbyteio.duckdb.ResultValue;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows that can be printed, one after the other. */
interface PrintedRows {
  /** The names of the columns, not always distinct; none if there is nothing to print. */
  List<String> columns();

  /** Goes to the next row, the first one at first; false behind the last. */
  boolean next();

  /** The values of the row, a NULL as null. */
  List<@Nullable ResultValue> row();

  /** Whether the row has the column: a record of a source may lack what others have. */
  default boolean has(int column) {
    return true;
  }

  static PrintedRows of(DuckDbQuery query) {
    return new PrintedRows() {
      @Override
      public List<String> columns() {
        return query.columns();
      }

      @Override
      public boolean next() {
        return query.next();
      }

      @Override
      public List<@Nullable ResultValue> row() {
        return query.row();
      }
    };
  }
}
