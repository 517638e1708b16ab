package io.github.airbyteio.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The streams of one connection, in the catalog's order, each named once. */
@AutoValue
public abstract class ConfiguredCatalog implements Serializable {
  public abstract List<ConfiguredStream> streams();

  /** Returns the stream of that name. */
  public final Optional<ConfiguredStream> stream(StreamDescriptor descriptor) {
    return streams().stream().filter(s -> s.descriptor().equals(descriptor)).findFirst();
  }

  /** Returns a catalog with only the given streams, in this catalog's order. */
  public final ConfiguredCatalog only(Collection<StreamDescriptor> descriptors) {
    return of(streams().stream().filter(s -> descriptors.contains(s.descriptor())).toList());
  }

  /**
   * Prints the catalog for a connector.
   *
   * @param generations the generations of the streams; a stream without one is printed without ids
   */
  public final String toJson(Map<StreamDescriptor, Generation> generations) {
    ObjectNode catalog = JsonNodeFactory.instance.objectNode();
    ArrayNode streams = catalog.putArray("streams");
    for (ConfiguredStream stream : streams()) {
      ObjectNode json = streams.addObject();
      json.set("stream", stream.stream().json());
      json.put("sync_mode", stream.syncMode().wireName());
      json.put("destination_sync_mode", stream.writeMode().destinationSyncMode());
      ArrayNode cursor = json.putArray("cursor_field");
      stream.cursorField().forEach(cursor::add);
      ArrayNode key = json.putArray("primary_key");
      for (List<String> path : stream.primaryKey()) {
        path.forEach(key.addArray()::add);
      }
      Generation generation = generations.get(stream.descriptor());
      if (generation != null) {
        json.put("generation_id", generation.id());
        json.put("minimum_generation_id", generation.minimumId());
        json.put("sync_id", generation.syncId());
      }
    }
    return catalog.toString();
  }

  /**
   * @throws IllegalArgumentException if a stream is named twice.
   */
  public static ConfiguredCatalog of(List<ConfiguredStream> streams) {
    long distinct = streams.stream().map(ConfiguredStream::descriptor).distinct().count();
    if (distinct != streams.size()) {
      throw new IllegalArgumentException(
          "The catalog names a stream twice: "
              + streams.stream().map(s -> s.descriptor().toString()).toList());
    }
    return new AutoValue_ConfiguredCatalog(List.copyOf(streams));
  }
}
