package io.github.airbyteio.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.io.Serializable;
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
