package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.schema.StreamSchema;
import java.util.List;

/** Derives what each stream's table is to hold from the configured catalog. */
public final class StreamTargets {
  private StreamTargets() {}

  /**
   * The targets, in the catalog's order.
   *
   * @throws AirbyteIoException if a key or cursor names a field that the stream's schema does not
   *     have
   */
  public static List<StreamTarget> of(
      String connectionId, ConfiguredCatalog catalog, SchemaChangePolicy policy) {
    return catalog.streams().stream()
        .map(stream -> target(connectionId, stream).withSchemaChangePolicy(policy))
        .toList();
  }

  private static StreamTarget target(String connectionId, ConfiguredStream stream) {
    StreamSchema schema = StreamSchema.fromJsonSchema(stream.stream().jsonSchema());
    boolean dedup = stream.writeMode().deduplicates();
    List<Integer> key =
        dedup
            ? stream.primaryKey().stream()
                .map(path -> index(stream, schema, "primary key", path))
                .toList()
            : List.of();
    Integer cursor =
        dedup && stream.cursorField().size() == 1
            ? (Integer) index(stream, schema, "cursor", stream.cursorField())
            : null;
    return StreamTarget.of(
        connectionId, stream.descriptor(), schema, stream.writeMode(), key, cursor);
  }

  private static int index(
      ConfiguredStream stream, StreamSchema schema, String role, List<String> path) {
    for (int i = 0; i < schema.columns().size(); i++) {
      if (path.size() == 1 && schema.columns().get(i).field().equals(path.get(0))) {
        return i;
      }
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
