package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.schema.AirbyteType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.LogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.Timestamp;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.ReadableInstant;

/**
 * How values of one Beam type are stored: the type of their column, and the JSON they become. The
 * way back from {@link RowSchemas}.
 *
 * <p>What JSON cannot express is written so that the conformer sees it and stores null with a
 * reason: NaN and infinities as they are, years beyond four digits with their sign.
 */
record ValueMapping(AirbyteType type, Writer writer) {
  private static final Set<String> INSTANTS =
      Set.of(MicrosInstant.IDENTIFIER, NanosInstant.IDENTIFIER, Timestamp.IDENTIFIER);

  /** Writes a value that is not null. */
  interface Writer {
    void write(Object value, JsonGenerator json) throws IOException;
  }

  /**
   * @param path names the field in messages, {@code order.lines}
   * @throws AirbyteIoException if values of the type cannot be stored
   */
  static ValueMapping of(String path, FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE, INT16, INT32, INT64 ->
          new ValueMapping(
              AirbyteType.INTEGER, (value, json) -> json.writeNumber(((Number) value).longValue()));
      case DECIMAL ->
          new ValueMapping(
              AirbyteType.NUMBER, (value, json) -> json.writeNumber((BigDecimal) value));
      case FLOAT, DOUBLE ->
          // A float is written as the double it equals, not as the shorter decimal it is near to.
          new ValueMapping(
              AirbyteType.NUMBER,
              (value, json) -> json.writeNumber(((Number) value).doubleValue()));
      case BOOLEAN ->
          new ValueMapping(
              AirbyteType.BOOLEAN, (value, json) -> json.writeBoolean((Boolean) value));
      case STRING -> text(AirbyteType.STRING, Object::toString);
      case BYTES ->
          new ValueMapping(AirbyteType.STRING, (value, json) -> json.writeBinary((byte[]) value));
      case DATETIME ->
          text(
              AirbyteType.TIMESTAMP_WITH_TIMEZONE,
              value -> Instant.ofEpochMilli(((ReadableInstant) value).getMillis()).toString());
      case ARRAY, ITERABLE -> list(of(path + "[]", type.getCollectionElementType()));
      case MAP -> map(path, type);
      case ROW ->
          new ValueMapping(AirbyteType.OBJECT, new RowWriter(path + ".", type.getRowSchema()));
      case LOGICAL_TYPE -> logical(path, type.getLogicalType());
    };
  }

  private static ValueMapping text(AirbyteType type, Function<Object, String> text) {
    return new ValueMapping(type, (value, json) -> json.writeString(text.apply(value)));
  }

  private static ValueMapping list(ValueMapping element) {
    return new ValueMapping(
        AirbyteType.ARRAY,
        (values, json) -> {
          json.writeStartArray();
          for (Object value : (Iterable<?>) values) {
            element.writeOrNull(value, json);
          }
          json.writeEndArray();
        });
  }

  private static ValueMapping map(String path, FieldType type) {
    FieldType key = type.getMapKeyType();
    boolean hasText =
        switch (key.getTypeName()) {
          case STRING, BYTE, INT16, INT32, INT64, BOOLEAN -> !key.getNullable();
          default -> false;
        };
    if (!hasText) {
      throw new AirbyteIoException(
          Category.USAGE,
          String.format(
              "writeRows: the field '%s' is a map whose keys are %s%s.",
              path, key.getNullable() ? "nullable " : "", key.getTypeName()),
          "A map becomes a JSON object: its keys must be strings, integers or booleans, and not"
              + " null. Convert them, or leave the field out.");
    }
    ValueMapping element = of(path + "{}", type.getMapValueType());
    return new ValueMapping(
        AirbyteType.OBJECT,
        (values, json) -> {
          json.writeStartObject();
          for (Map.Entry<?, ?> entry : ((Map<?, ?>) values).entrySet()) {
            json.writeFieldName(entry.getKey().toString());
            element.writeOrNull(entry.getValue(), json);
          }
          json.writeEndObject();
        });
  }

  /** A logical type that has no counterpart is stored as its base type. */
  private static ValueMapping logical(String path, LogicalType<?, ?> type) {
    String id = type.getIdentifier();
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return text(AirbyteType.DATE, Object::toString);
    } else if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return text(AirbyteType.TIME_WITHOUT_TIMEZONE, Object::toString);
    } else if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return text(AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE, Object::toString);
    } else if (INSTANTS.contains(id)) {
      return text(AirbyteType.TIMESTAMP_WITH_TIMEZONE, Object::toString);
    } else if (id.equals(UuidLogicalType.IDENTIFIER)) {
      return text(AirbyteType.STRING, Object::toString);
    } else if (type instanceof EnumerationType enumeration) {
      return text(AirbyteType.STRING, value -> enumeration.toString((EnumerationType.Value) value));
    }
    return based(of(path, type.getBaseType()), type);
  }

  @SuppressWarnings("unchecked") // A field of a logical type holds values of its input type.
  private static <InputT> ValueMapping based(ValueMapping base, LogicalType<InputT, ?> type) {
    return new ValueMapping(
        base.type, (value, json) -> base.writer.write(type.toBaseType((InputT) value), json));
  }

  void writeOrNull(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else {
      writer.write(value, json);
    }
  }

  /** Writes rows of a schema as JSON objects. */
  static final class RowWriter implements Writer {
    private final List<String> names;
    private final List<ValueMapping> values = new ArrayList<>();

    /**
     * @param prefix what stands before a field's name in messages
     */
    RowWriter(String prefix, Schema schema) {
      this.names = schema.getFieldNames();
      for (Schema.Field field : schema.getFields()) {
        values.add(of(prefix + field.getName(), field.getType()));
      }
    }

    /** The types of the fields, in their order. */
    List<AirbyteType> types() {
      return values.stream().map(ValueMapping::type).toList();
    }

    @Override
    public void write(Object row, JsonGenerator json) throws IOException {
      json.writeStartObject();
      for (int i = 0; i < values.size(); i++) {
        json.writeFieldName(names.get(i));
        values.get(i).writeOrNull(((Row) row).getValue(i), json);
      }
      json.writeEndObject();
    }
  }
}
