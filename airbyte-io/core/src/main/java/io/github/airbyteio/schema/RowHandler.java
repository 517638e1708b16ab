package io.github.airbyteio.schema;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Receives conformed records, one row after another. Called by one thread; the byte arrays are
 * valid only during the call.
 */
public interface RowHandler {
  /**
   * Starts a row.
   *
   * @param emittedAtMillis when the source emitted the record, in milliseconds since the epoch
   */
  void startRow(long emittedAtMillis) throws IOException;

  /**
   * Hands over a value that is not null, as JSON text that is valid for the column's type. A column
   * is given at most once a row; one that is not given is null.
   *
   * <p>The text is the source's own where that conforms: strings in quotes with JSON escapes,
   * numbers with all their digits, containers with their white space. Otherwise it is the canonical
   * form of the same value.
   */
  void value(int column, byte[] json, int offset, int length) throws IOException;

  /**
   * Ends the row.
   *
   * @param meta the members that the record gives to the JSON object {@code _airbyte_meta}, without
   *     braces: {@code "changes":[…]}, the source's entries first, then the conformer's; and where
   *     they are kept and there are any {@code "unknown_fields":{…}}, with all digits of their
   *     numbers. Null when there are no changes and none of those
   */
  void endRow(@Nullable String meta) throws IOException;
}
