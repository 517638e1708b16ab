package io.github.airbyteio.schema;

/**
 * A value by which rows are found, ordered or removed cannot be stored as it is: made null, it
 * would hide its row behind others, or theirs behind it. Its message holds no data of the record.
 */
public final class RefusedRecordException extends MalformedRecordException {
  /**
   * @param field as the source names it
   * @param role what the field is: {@code "its cursor"}
   * @param reason why the value cannot be stored, in the protocol's words
   */
  RefusedRecordException(String field, String role, String reason) {
    super(
        String.format(
            "the field '%s' is %s, and a record's value of it cannot be stored as it is (%s)",
            field, role, reason),
        null);
  }
}
