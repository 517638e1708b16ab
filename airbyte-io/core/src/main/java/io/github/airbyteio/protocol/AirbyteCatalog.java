package io.github.airbyteio.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What a connector can read: its streams, in its order. */
@AutoValue
public abstract class AirbyteCatalog implements Serializable {
  public abstract List<AirbyteStream> streams();

  /** The catalog as the connector wrote it. Treat as immutable. */
  public abstract ObjectNode json();

  /** Reads the {@code catalog} member of a CATALOG message; entries without a name are left out. */
  public static AirbyteCatalog parse(JsonNode catalog) {
    List<AirbyteStream> streams = new ArrayList<>();
    for (JsonNode stream : catalog.path("streams")) {
      if (stream.path("name").isTextual()) {
        streams.add(AirbyteStream.fromJson((ObjectNode) stream));
      }
    }
    return new AutoValue_AirbyteCatalog(List.copyOf(streams), (ObjectNode) catalog);
  }
}
