package io.github.airbyteio.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A stream of a connector's catalog. It keeps the JSON it was parsed from, so that it can be handed
 * back whole, fields unknown here included.
 */
@AutoValue
public abstract class AirbyteStream implements Serializable {
  public abstract StreamDescriptor descriptor();

  /** The JSON schema of the stream's records. Treat as immutable. */
  public abstract ObjectNode jsonSchema();

  public abstract Set<SyncMode> supportedSyncModes();

  public abstract boolean sourceDefinedCursor();

  /** The path of the default cursor field; empty when there is none. */
  public abstract List<String> defaultCursorField();

  /** The paths of the fields of the primary key; empty when there is none. */
  public abstract List<List<String>> sourceDefinedPrimaryKey();

  public abstract boolean isResumable();

  /** The stream as the connector described it. Treat as immutable. */
  public abstract ObjectNode json();

  /** Reads a stream of a catalog. */
  public static AirbyteStream fromJson(ObjectNode json) {
    Set<SyncMode> modes = EnumSet.noneOf(SyncMode.class);
    for (JsonNode mode : json.path("supported_sync_modes")) {
      for (SyncMode known : SyncMode.values()) {
        if (known.wireName().equals(mode.asText())) {
          modes.add(known);
        }
      }
    }
    List<List<String>> key = new ArrayList<>();
    json.path("source_defined_primary_key").forEach(path -> key.add(texts(path)));
    return of(
        StreamDescriptor.of(json.path("namespace").asText(null), json.path("name").asText()),
        json.path("json_schema") instanceof ObjectNode schema ? schema : json.objectNode(),
        modes,
        json.path("source_defined_cursor").asBoolean(),
        texts(json.path("default_cursor_field")),
        key,
        json.path("is_resumable").asBoolean(),
        json);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  public static AirbyteStream of(
      StreamDescriptor descriptor,
      ObjectNode jsonSchema,
      Set<SyncMode> supportedSyncModes,
      boolean sourceDefinedCursor,
      List<String> defaultCursorField,
      List<List<String>> sourceDefinedPrimaryKey,
      boolean isResumable,
      ObjectNode json) {
    return new AutoValue_AirbyteStream(
        descriptor,
        jsonSchema,
        Set.copyOf(supportedSyncModes),
        sourceDefinedCursor,
        List.copyOf(defaultCursorField),
        List.copyOf(sourceDefinedPrimaryKey),
        isResumable,
        json);
  }
}
