package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.AirbyteType;

/** As what values are staged: the types of Parquet that DuckDB reads as those of its columns. */
enum StagedType {
  TEXT(StagedType.BYTE_ARRAY, 0),
  JSON(StagedType.BYTE_ARRAY, 19),
  BOOLEAN(0, StagedType.NONE),
  /** 64 bits. */
  INTEGER(StagedType.INT64, StagedType.NONE),
  DOUBLE(5, StagedType.NONE),
  /** Days since the epoch. */
  DATE(1, 6),
  /** Microseconds since midnight. */
  TIME(StagedType.INT64, 8),
  /** Microseconds since the epoch, on the wall's clock. */
  TIMESTAMP(StagedType.INT64, StagedType.NONE),
  /** Microseconds since the epoch. */
  INSTANT(StagedType.INT64, 10);

  private static final int INT64 = 2;
  private static final int BYTE_ARRAY = 6;
  private static final int NONE = -1;

  /** Parquet's number of the physical type. */
  final int physical;

  private final int converted;

  StagedType(int physical, int converted) {
    this.physical = physical;
    this.converted = converted;
  }

  static StagedType of(AirbyteType type) {
    return switch (type) {
      case STRING, TIME_WITH_TIMEZONE -> TEXT;
      case BOOLEAN -> BOOLEAN;
      case INTEGER -> INTEGER;
      case NUMBER -> DOUBLE;
      case DATE -> DATE;
      case TIME_WITHOUT_TIMEZONE -> TIME;
      case TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      case TIMESTAMP_WITHOUT_TIMEZONE -> TIMESTAMP;
      case ARRAY, OBJECT, UNION, UNKNOWN -> JSON;
    };
  }

  /** Describes a column of this type in Parquet's schema. */
  void describe(ThriftWriter schema, String name, boolean required) {
    schema.begin().i32(1, physical).i32(3, required ? 0 : 1).text(4, name);
    if (converted != NONE) {
      schema.i32(6, converted);
    }
    if (this == TIMESTAMP || this == INSTANT) {
      // Of the two only the newer of Parquet's notations tells the one from the other.
      schema.begin(10).begin(8).bool(1, this == INSTANT).begin(2).empty(2).end().end().end();
    }
    schema.end();
  }
}
