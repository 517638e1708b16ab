package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.RecordTransforms;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Derives what each stream's table is to hold from the configured catalog. */
public final class StreamTargets {
  private StreamTargets() {}

  /** The targets of records as they are. */
  public static List<StreamTarget> of(
      String connectionId, ConfiguredCatalog catalog, SchemaChangePolicy policy) {
    return of(connectionId, catalog, RecordTransforms.none(), policy);
  }

  /**
   * The targets, in the catalog's order.
   *
   * @throws AirbyteIoException if a key or cursor names a field that the stream's schema does not
   *     have, or a transformation cannot be
   */
  public static List<StreamTarget> of(
      String connectionId,
      ConfiguredCatalog catalog,
      RecordTransforms transforms,
      SchemaChangePolicy policy) {
    Map<StreamDescriptor, RecordShape> shapes = transforms.shapes(catalog);
    return catalog.streams().stream()
        .map(
            stream ->
                target(connectionId, stream, shapes.get(stream.descriptor()))
                    .withSchemaChangePolicy(policy))
        .toList();
  }

  private static StreamTarget target(
      String connectionId, ConfiguredStream stream, RecordShape shape) {
    boolean dedup = stream.writeMode().deduplicates();
    List<Integer> key =
        dedup
            ? stream.primaryKey().stream()
                .map(path -> index(stream, shape, "primary key", path))
                .toList()
            : List.of();
    Integer cursor =
        dedup && stream.cursorField().size() == 1
            ? (Integer) index(stream, shape, "cursor", stream.cursorField())
            : null;
    return StreamTarget.of(
        connectionId, stream.descriptor(), shape, stream.writeMode(), key, cursor);
  }

  private static int index(
      ConfiguredStream stream, RecordShape shape, String role, List<String> path) {
    OptionalInt column = path.size() == 1 ? shape.columnOf(path.get(0)) : OptionalInt.empty();
    if (column.isPresent()) {
      return column.getAsInt();
    }
    throw new AirbyteIoException(
        Category.CONFIG,
        stream.descriptor(),
        String.format(
            "Stream '%s': its %s %s is no top-level field of its schema.",
            stream.descriptor(), role, String.join(".", path)),
        "Choose the mode append or overwrite for this stream.",
        null);
  }
}
