package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.NestedConformer;
import io.github.airbyteio.schema.NestedType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the values of rows from conformed JSON. Rows are not validated again: what conforms fits
 * the schema, which a test holds against Beam's own validation.
 */
final class RowValues implements NestedConformer.ValueFactory {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  private final boolean portable;
  private final Map<NestedType, Schema> schemas = new HashMap<>();

  RowValues(RowOptions options) {
    this.portable = options.isPortable();
  }

  @Override
  public Object leaf(AirbyteType type, byte[] json, int offset, int length) throws IOException {
    if (portable && RowSchemas.isText(type)) {
      return text(json, offset, length);
    }
    return switch (type) {
      case BOOLEAN -> json[offset] == 't';
      case INTEGER -> Long.valueOf(raw(json, offset, length));
      case NUMBER -> new BigDecimal(raw(json, offset, length));
      case DATE -> LocalDate.parse(text(json, offset, length));
      case TIME_WITHOUT_TIMEZONE -> LocalTime.parse(text(json, offset, length));
      case TIMESTAMP_WITH_TIMEZONE -> Instant.parse(text(json, offset, length));
      case TIMESTAMP_WITHOUT_TIMEZONE -> LocalDateTime.parse(text(json, offset, length));
      case STRING, TIME_WITH_TIMEZONE -> text(json, offset, length);
      case ARRAY, OBJECT, UNION, UNKNOWN -> raw(json, offset, length);
    };
  }

  @Override
  public Row row(NestedType type, @Nullable Object[] values) {
    Schema schema = schemas.computeIfAbsent(type, t -> RowSchemas.row(t, portable));
    return Row.withSchema(schema).attachValues(Arrays.asList(values));
  }

  private static String raw(byte[] json, int offset, int length) {
    return new String(json, offset, length, StandardCharsets.UTF_8);
  }

  /** The characters of a JSON string; only one with escapes needs the parser. */
  static String text(byte[] json, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (json[i] == '\\') {
        try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
          parser.nextToken();
          return parser.getText();
        }
      }
    }
    return raw(json, offset + 1, length - 2);
  }
}
