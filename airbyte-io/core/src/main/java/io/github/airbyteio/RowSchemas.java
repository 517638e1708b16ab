package io.github.airbyteio;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;

/** The Beam schema of a stream: one nullable field a column, in its order. */
final class RowSchemas {
  private RowSchemas() {}

  static Schema of(StreamSchema schema) {
    Schema.Builder fields = Schema.builder();
    for (Column column : schema.columns()) {
      fields.addNullableField(column.field(), type(column.type()));
    }
    return fields.build();
  }

  /**
   * Times with an offset and everything that Beam has no type for are strings; containers are JSON
   * text.
   */
  private static Schema.FieldType type(AirbyteType type) {
    return switch (type) {
      case BOOLEAN -> Schema.FieldType.BOOLEAN;
      case INTEGER -> Schema.FieldType.INT64;
      case NUMBER -> Schema.FieldType.DECIMAL;
      case DATE -> Schema.FieldType.logicalType(SqlTypes.DATE);
      case TIME_WITHOUT_TIMEZONE -> Schema.FieldType.logicalType(SqlTypes.TIME);
      case TIMESTAMP_WITH_TIMEZONE -> Schema.FieldType.logicalType(SqlTypes.TIMESTAMP);
      case TIMESTAMP_WITHOUT_TIMEZONE -> Schema.FieldType.logicalType(SqlTypes.DATETIME);
      case STRING, TIME_WITH_TIMEZONE, ARRAY, OBJECT, UNION, UNKNOWN -> Schema.FieldType.STRING;
    };
  }
}
