package io.github.airbyteio.pipelines.beam;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Rows that every language can read: Beam's Python knows no dates, times and timestamps without
 * time zone, so they are strings in ISO 8601.
 */
final class PortableRows {
  private static final Set<String> JAVA_ONLY =
      Set.of(
          SqlTypes.DATE.getIdentifier(),
          SqlTypes.TIME.getIdentifier(),
          SqlTypes.DATETIME.getIdentifier());

  private PortableRows() {}

  static PCollection<Row> of(String name, PCollection<Row> rows) {
    Schema schema = of(rows.getSchema());
    return schema.equals(rows.getSchema())
        ? rows
        : rows.apply(name, ParDo.of(new Convert(schema))).setRowSchema(schema);
  }

  private static Schema of(Schema schema) {
    return schema.getFields().stream()
        .map(
            field ->
                isJavaOnly(field)
                    ? Field.nullable(field.getName(), Schema.FieldType.STRING)
                    : field)
        .collect(Schema.toSchema());
  }

  private static boolean isJavaOnly(Field field) {
    return field.getType().getTypeName().isLogicalType()
        && JAVA_ONLY.contains(field.getType().getLogicalType().getIdentifier());
  }

  private static final class Convert extends DoFn<Row, Row> {
    private final Schema schema;

    Convert(Schema schema) {
      this.schema = schema;
    }

    @ProcessElement
    public void convert(@Element Row row, OutputReceiver<Row> output) {
      List<@Nullable Object> values = new ArrayList<>(schema.getFieldCount());
      for (int i = 0; i < schema.getFieldCount(); i++) {
        values.add(text(row.getValue(i)));
      }
      output.output(Row.withSchema(schema).attachValues(values));
    }

    /** The value as it is, unless only Java knows its type. */
    private static @Nullable Object text(@Nullable Object value) {
      if (value instanceof LocalDate date) {
        return DateTimeFormatter.ISO_LOCAL_DATE.format(date);
      }
      if (value instanceof LocalTime time) {
        return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
      }
      return value instanceof LocalDateTime time
          ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)
          : value;
    }
  }
}
