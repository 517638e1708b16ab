package io.github.airbyteio.schema;

/** The types of Airbyte's type system, as a column of a table holds them. */
public enum AirbyteType {
  STRING,
  BOOLEAN,
  DATE,
  TIMESTAMP_WITH_TIMEZONE,
  TIMESTAMP_WITHOUT_TIMEZONE,
  TIME_WITH_TIMEZONE,
  TIME_WITHOUT_TIMEZONE,
  INTEGER,
  NUMBER,
  ARRAY,
  OBJECT,
  /** {@code oneOf}, {@code anyOf}, {@code allOf} or several types: kept as JSON. */
  UNION,
  /** Anything else: kept as JSON. */
  UNKNOWN
}
