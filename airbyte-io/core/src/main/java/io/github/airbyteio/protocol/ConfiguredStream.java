package io.github.airbyteio.protocol;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;

/** A stream to be read, with the modes chosen for it. */
@AutoValue
public abstract class ConfiguredStream implements Serializable {
  public abstract AirbyteStream stream();

  public abstract SyncMode syncMode();

  public abstract WriteMode writeMode();

  /** The path of the cursor field; empty when there is none. */
  public abstract List<String> cursorField();

  /** The paths of the primary key's fields; empty when there is none. */
  public abstract List<List<String>> primaryKey();

  public final StreamDescriptor descriptor() {
    return stream().descriptor();
  }

  public static ConfiguredStream of(
      AirbyteStream stream,
      SyncMode syncMode,
      WriteMode writeMode,
      List<String> cursorField,
      List<List<String>> primaryKey) {
    return new AutoValue_ConfiguredStream(
        stream, syncMode, writeMode, List.copyOf(cursorField), List.copyOf(primaryKey));
  }
}
