package io.github.airbyteio;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.RowsWritten;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.WriteBatch;
import io.github.airbyteio.state.RecordBlockCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Implements {@link AirbyteIO#writeRows}.
 *
 * <p>The result has one element, for {@code Wait.on} too. The rows must be bounded; those of
 * another schema'd type become rows by Beam's {@code Convert.toRows()}. Several runs may write to
 * one table at once. A table that a connection writes to is refused. Its state is kept under the
 * connection id {@code rows:} and the table's name.
 *
 * <p>A value is stored equal, or as null with the field and the reason in {@code _airbyte_meta}
 * (NaN, or a decimal in a column of doubles, say). Integers of all sizes, decimals, floats,
 * booleans and strings are what they are. {@code DATETIME} and the logical timestamps are
 * timestamps with time zone, SQL's date, time and datetime what they are called, to the
 * microsecond. Bytes are strings in base64, UUIDs and enumerations strings; rows, arrays and maps
 * are JSON. Any other logical type is stored as its base type. A map whose keys are no strings,
 * integers or booleans is refused.
 */
@AutoValue
public abstract class WriteRows extends PTransform<PCollection<Row>, PCollection<RowsWritten>> {
  abstract Sink sink();

  abstract @Nullable String table();

  abstract List<String> primaryKey();

  abstract @Nullable String cursor();

  abstract SchemaChangePolicy schemaChangePolicy();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setSink(Sink sink);

    abstract Builder setTable(String table);

    abstract Builder setPrimaryKey(List<String> fields);

    abstract Builder setCursor(String field);

    abstract Builder setSchemaChangePolicy(SchemaChangePolicy policy);

    abstract WriteRows build();
  }

  static WriteRows to(Sink sink) {
    return new AutoValue_WriteRows.Builder()
        .setSink(sink)
        .setPrimaryKey(List.of())
        .setSchemaChangePolicy(SchemaChangePolicy.EVOLVE)
        .build();
  }

  /** The table to write; it is created if it does not exist. Required. */
  public WriteRows to(String table) {
    return toBuilder().setTable(table).build();
  }

  /**
   * Keeps one row a key, the latest: a row replaces the stored one of its key. Without a key rows
   * are appended. Null is a key as any other value.
   */
  public WriteRows withPrimaryKey(String... fields) {
    return toBuilder().setPrimaryKey(List.of(fields)).build();
  }

  /**
   * The field that tells which of two rows of a key is the latest: the greater one, null being
   * before all. Without a cursor, and for equal values, a later run replaces what an earlier one
   * has written, and among the rows of one run any of them wins.
   */
  public WriteRows withCursor(String field) {
    return toBuilder().setCursor(field).build();
  }

  /** What happens when the rows' schema is not the table's; by default the table follows. */
  public WriteRows withSchemaChangePolicy(SchemaChangePolicy policy) {
    return toBuilder().setSchemaChangePolicy(policy).build();
  }

  /**
   * @throws AirbyteIoException if the rows are unbounded, the table has no name, a field cannot be
   *     stored, or the key or the cursor is no field
   */
  @Override
  public PCollection<RowsWritten> expand(PCollection<Row> rows) {
    if (rows.isBounded() == PCollection.IsBounded.UNBOUNDED) {
      throw refused(
          "the rows are unbounded. They are committed when there are no more, which would be never.",
          "Write bounded rows.");
    }
    Schema schema = rows.getSchema();
    StreamTarget target = target(schema);
    return rows.apply(
            "OneWindow",
            Window.<Row>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .discardingFiredPanes())
        .apply("GatherRows", ParDo.of(new GatherRows(target.stream(), schema)))
        .setCoder(RecordBlockCoder.of())
        .apply("WriteBatch", new WriteBatch(sink(), target));
  }

  private StreamTarget target(Schema schema) {
    String table = table();
    if (table == null || table.isBlank()) {
      throw refused("the table has no name.", "Add .to(\"orders\").");
    }
    if (schema.getFieldCount() == 0) {
      throw refused("the schema of the rows has no fields.", null);
    }
    if (cursor() != null && primaryKey().isEmpty()) {
      throw refused(
          "a cursor without a primary key has no effect.",
          "Add withPrimaryKey(), or leave withCursor() away.");
    }
    List<AirbyteType> types = new ValueMapping.RowWriter("", schema).types();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add(Column.of(schema.getField(i).getName(), types.get(i)));
    }
    return StreamTarget.of(
            "rows:" + table,
            StreamDescriptor.of(table),
            StreamSchema.of(columns),
            primaryKey().isEmpty() ? WriteMode.APPEND : WriteMode.APPEND_DEDUP,
            primaryKey().stream().map(field -> index(schema, "primary key", field)).toList(),
            cursor() == null ? null : (Integer) index(schema, "cursor", cursor()))
        .withSchemaChangePolicy(schemaChangePolicy());
  }

  private int index(Schema schema, String role, String field) {
    if (!schema.hasField(field)) {
      throw refused(
          "the " + role + " '" + field + "' is no field of the rows.",
          "Their fields are " + String.join(", ", schema.getFieldNames()) + ".");
    }
    return schema.indexOf(field);
  }

  private AirbyteIoException refused(String why, @Nullable String hint) {
    return new AirbyteIoException(
        Category.USAGE, "writeRows(" + sink().description() + "): " + why, hint);
  }

  /**
   * @throws AirbyteIoException if the sink works on one machine only and the workers are remote
   */
  @Override
  public void validate(@Nullable PipelineOptions options) {
    RemoteUse.validate(sink(), options);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("sink", sink().description()))
        .addIfNotNull(DisplayData.item("table", table()))
        .addIfNotDefault(DisplayData.item("primaryKey", String.join(", ", primaryKey())), "")
        .addIfNotNull(DisplayData.item("cursor", cursor()));
  }
}
