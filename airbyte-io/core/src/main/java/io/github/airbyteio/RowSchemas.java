package io.github.airbyteio;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.NestedType;
import io.github.airbyteio.schema.RecordShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;

/** The Beam schemas of streams: one nullable field a column, in its order. */
final class RowSchemas {
  private RowSchemas() {}

  /** The types of a shape's columns, looked into as far as rows are nested. */
  static List<NestedType> types(RecordShape shape, JsonNode jsonSchema, RowOptions options) {
    List<NestedType> types = new ArrayList<>();
    for (Column column : shape.schema().columns()) {
      types.add(NestedType.leaf(column.type()));
    }
    if (options.isNested()) {
      for (Map.Entry<String, JsonNode> property : jsonSchema.path("properties").properties()) {
        shape
            .columnOf(property.getKey())
            .ifPresent(
                column -> {
                  if (!shape.isHashed(column)) {
                    types.set(column, NestedType.of(property.getValue()));
                  }
                });
      }
    }
    return types;
  }

  static Schema of(RecordShape shape, List<NestedType> types, RowOptions options) {
    Schema.Builder fields = Schema.builder();
    for (int i = 0; i < types.size(); i++) {
      fields.addNullableField(
          shape.schema().columns().get(i).field(), type(types.get(i), options.isPortable()));
    }
    if (options.hasMeta()) {
      fields.addNullableField(RowOptions.META_FIELD, FieldType.STRING);
    }
    return fields.build();
  }

  private static FieldType type(NestedType type, boolean portable) {
    if (type.isRow()) {
      return FieldType.row(row(type, portable));
    }
    if (type.isArray()) {
      return FieldType.array(type(type.items(), portable).withNullable(true));
    }
    return portable && isText(type.type()) ? FieldType.STRING : type(type.type());
  }

  static Schema row(NestedType type, boolean portable) {
    Schema.Builder fields = Schema.builder();
    for (int i = 0; i < type.names().size(); i++) {
      fields.addNullableField(type.names().get(i), type(type.properties().get(i), portable));
    }
    return fields.build();
  }

  /** Whether other SDKs read the type as text only. */
  static boolean isText(AirbyteType type) {
    return switch (type) {
      case DATE, TIME_WITHOUT_TIMEZONE, TIMESTAMP_WITHOUT_TIMEZONE -> true;
      default -> false;
    };
  }

  /**
   * Times with an offset and everything that Beam has no type for are strings; containers are JSON
   * text.
   */
  private static FieldType type(AirbyteType type) {
    return switch (type) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case INTEGER -> FieldType.INT64;
      case NUMBER -> FieldType.DECIMAL;
      case DATE -> FieldType.logicalType(SqlTypes.DATE);
      case TIME_WITHOUT_TIMEZONE -> FieldType.logicalType(SqlTypes.TIME);
      case TIMESTAMP_WITH_TIMEZONE -> FieldType.logicalType(SqlTypes.TIMESTAMP);
      case TIMESTAMP_WITHOUT_TIMEZONE -> FieldType.logicalType(SqlTypes.DATETIME);
      case STRING, TIME_WITH_TIMEZONE, ARRAY, OBJECT, UNION, UNKNOWN -> FieldType.STRING;
    };
  }
}
