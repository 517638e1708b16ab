package io.github.airbyteio;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.schema.NestedType;
import io.github.airbyteio.schema.RecordShape;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.apache.beam.sdk.schemas.Schema;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How records of a stream become rows. */
@AutoValue
abstract class RowLayout implements Serializable {
  abstract RecordShape shape();

  abstract RowOptions options();

  /** The types of the shape's columns, looked into as far as rows are nested. */
  abstract List<NestedType> types();

  abstract Schema schema();

  /** Null: rows have the times of their blocks. */
  abstract @Nullable RecordTimes times();

  /** The column that holds a row's time, or null where that is when the record was emitted. */
  abstract @Nullable Integer timeColumn();

  /**
   * @throws AirbyteIoException if the rows have no place for what they are to hold, or the field
   *     that holds their time does not come out as it is
   */
  static RowLayout of(
      ConfiguredStream stream, RecordShape shape, RowOptions options, @Nullable RecordTimes times) {
    if (shape.keepsUnknownFields() && !options.hasMeta()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "rows(\""
              + stream.descriptor()
              + "\"): rows have no place for fields that the schema does not have.",
          "Add RowOptions.flat().withMeta(), leave keepUnknownFields() away, or take records().");
    }
    List<NestedType> types = RowSchemas.types(shape, stream.stream().jsonSchema(), options);
    return new AutoValue_RowLayout(
        shape,
        options,
        List.copyOf(types),
        RowSchemas.of(shape, types, options),
        times,
        times == null ? null : timeColumn(stream, shape, times.path(stream.descriptor())));
  }

  private static @Nullable Integer timeColumn(
      ConfiguredStream stream, RecordShape shape, @Nullable List<String> path) {
    if (path == null) {
      return null;
    }
    OptionalInt column = path.size() == 1 ? shape.columnOf(path.get(0)) : OptionalInt.empty();
    if (column.isEmpty() || shape.isHashed(column.getAsInt())) {
      throw RecordTimes.refused(
          "rows of stream '"
              + stream.descriptor()
              + "' do not have the value of the field '"
              + String.join(".", path)
              + "': it is nested, left out or hashed.",
          "Keep the field, or name another one.");
    }
    return column.getAsInt();
  }
}
