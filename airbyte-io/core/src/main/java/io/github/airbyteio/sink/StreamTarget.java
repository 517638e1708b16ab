package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.StreamSchema;
import java.io.Serializable;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a stream's table is to hold, the same for all of a sync. */
@AutoValue
public abstract class StreamTarget implements Serializable {
  public abstract String connectionId();

  public abstract StreamDescriptor stream();

  /** What becomes of the stream's records; it is applied before a sink sees them. */
  public abstract RecordShape shape();

  public abstract WriteMode mode();

  /** Indexes into the schema's columns; empty unless the mode deduplicates. */
  public abstract List<Integer> primaryKey();

  /** The index of the cursor's column, or null: then the latest arrival wins. */
  public abstract @Nullable Integer cursor();

  /** What the sink does when its table differs from this target. */
  public abstract SchemaChangePolicy schemaChangePolicy();

  /** The columns that the sink is given. */
  public final StreamSchema schema() {
    return shape().schema();
  }

  /** A target for records as they are. */
  public static StreamTarget of(
      String connectionId,
      StreamDescriptor stream,
      StreamSchema schema,
      WriteMode mode,
      List<Integer> primaryKey,
      @Nullable Integer cursor) {
    return of(connectionId, stream, RecordShape.of(schema), mode, primaryKey, cursor);
  }

  /** A target for records of this shape; the key and the cursor are indexes of its columns. */
  public static StreamTarget of(
      String connectionId,
      StreamDescriptor stream,
      RecordShape shape,
      WriteMode mode,
      List<Integer> primaryKey,
      @Nullable Integer cursor) {
    if (mode.deduplicates() == primaryKey.isEmpty()) {
      throw new IllegalArgumentException(
          "Stream '" + stream + "': mode " + mode.wireName() + " with primary key " + primaryKey);
    }
    return new AutoValue_StreamTarget(
        connectionId,
        stream,
        shape,
        mode,
        List.copyOf(primaryKey),
        cursor,
        SchemaChangePolicy.EVOLVE);
  }

  public final StreamTarget withSchemaChangePolicy(SchemaChangePolicy policy) {
    return new AutoValue_StreamTarget(
        connectionId(), stream(), shape(), mode(), primaryKey(), cursor(), policy);
  }
}
