package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.StreamSchema;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a stream's table is to hold, the same for all of a sync. */
@AutoValue
public abstract class StreamTarget implements Serializable {
  /** The field by which CDC sources mark a row as deleted. */
  private static final String DELETED_AT = "_ab_cdc_deleted_at";

  public abstract String connectionId();

  public abstract StreamDescriptor stream();

  /**
   * What becomes of the stream's records; it is applied before a sink sees them. Where rows are
   * deduplicated it refuses what would change keys, cursors and marks of deletion.
   */
  public abstract RecordShape shape();

  public abstract WriteMode mode();

  /** Indexes into the schema's columns; empty unless the mode deduplicates. */
  public abstract List<Integer> primaryKey();

  /** The index of the cursor's column, or null: then the latest arrival wins. */
  public abstract @Nullable Integer cursor();

  /** The index of the column that marks a row as deleted, or null; null if rows are only added. */
  public final @Nullable Integer deletion() {
    for (int i = 0; mode().deduplicates() && i < schema().columns().size(); i++) {
      if (schema().columns().get(i).field().equals(DELETED_AT)) {
        return i;
      }
    }
    return null;
  }

  /** What such a mark does to the row. */
  public abstract CdcDeletes cdcDeletes();

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
    StreamTarget target =
        new AutoValue_StreamTarget(
            connectionId,
            stream,
            shape,
            mode,
            List.copyOf(primaryKey),
            cursor,
            CdcDeletes.HARD,
            SchemaChangePolicy.EVOLVE);
    return target.withShape(shape.withDecisive(target.decisive()));
  }

  /** By what rows are found, ordered and removed: a change there would reach other rows. */
  private Map<Integer, String> decisive() {
    Map<Integer, String> decisive = new TreeMap<>();
    if (mode().deduplicates()) {
      if (deletion() != null) {
        decisive.put(deletion(), "its mark of deletion");
      }
      if (cursor() != null) {
        decisive.put(cursor(), "its cursor");
      }
      primaryKey().forEach(column -> decisive.put(column, "part of its primary key"));
    }
    return decisive;
  }

  private StreamTarget withShape(RecordShape shape) {
    return new AutoValue_StreamTarget(
        connectionId(),
        stream(),
        shape,
        mode(),
        primaryKey(),
        cursor(),
        cdcDeletes(),
        schemaChangePolicy());
  }

  public final StreamTarget withCdcDeletes(CdcDeletes deletes) {
    return new AutoValue_StreamTarget(
        connectionId(),
        stream(),
        shape(),
        mode(),
        primaryKey(),
        cursor(),
        deletes,
        schemaChangePolicy());
  }

  public final StreamTarget withSchemaChangePolicy(SchemaChangePolicy policy) {
    return new AutoValue_StreamTarget(
        connectionId(), stream(), shape(), mode(), primaryKey(), cursor(), cdcDeletes(), policy);
  }
}
