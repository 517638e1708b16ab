package io.github.airbyteio.duckdb;

/**
 * A value of a row; SQL's NULL is null and none of these.
 *
 * @param text the value as it is: numbers with all their digits, dates and times as ISO 8601, those
 *     with a zone in UTC, bytes in Base64
 * @param json whether the text is JSON as it stands: a number, a boolean, a JSON column, a list, a
 *     structure. Else it would be a JSON string.
 */
public record ResultValue(String text, boolean json) {}
