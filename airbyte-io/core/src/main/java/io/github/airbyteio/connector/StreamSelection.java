package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which streams of a connector are read, and how. */
@AutoValue
public abstract class StreamSelection implements Serializable {
  /** What a sync does with a table, {@code AUTO}: by what the stream offers. */
  public enum Mode {
    /**
     * A full refresh replaces the table, an incremental sync adds to it; both keep one row a
     * primary key where the stream has one.
     */
    AUTO,
    APPEND,
    OVERWRITE,
    APPEND_DEDUP,
    OVERWRITE_DEDUP;

    /**
     * Reads a mode as {@link WriteMode#wireName()} writes it, or {@code auto}.
     *
     * @throws AirbyteIoException of category USAGE if there is no such mode
     */
    public static Mode parse(String name) {
      return Arrays.stream(values())
          .filter(m -> m.name().equals(name.toUpperCase(Locale.ROOT).replace('-', '_')))
          .findFirst()
          .orElseThrow(
              () ->
                  new AirbyteIoException(
                      Category.USAGE,
                      "There is no write mode \"" + name + "\".",
                      "Use auto, append, overwrite, append_dedup or overwrite_dedup."));
    }
  }

  /** Names as {@code name} or {@code namespace.name}; empty: all streams. */
  public abstract List<String> names();

  public abstract Mode mode();

  /** Whether streams are read from the start even where they support incremental reads. */
  public abstract boolean fullRefresh();

  /** All streams, in mode {@code AUTO}. */
  public static StreamSelection all() {
    return of();
  }

  public static StreamSelection of(String... names) {
    return new AutoValue_StreamSelection(List.of(names), Mode.AUTO, false);
  }

  public final StreamSelection withNames(String... names) {
    return new AutoValue_StreamSelection(List.of(names), mode(), fullRefresh());
  }

  public final StreamSelection withMode(Mode mode) {
    return new AutoValue_StreamSelection(names(), mode, fullRefresh());
  }

  public final StreamSelection withFullRefresh(boolean fullRefresh) {
    return new AutoValue_StreamSelection(names(), mode(), fullRefresh);
  }

  /**
   * Chooses the streams of a catalog and their modes.
   *
   * @throws AirbyteIoException of category USAGE if a name matches no stream, or a stream cannot be
   *     read or written in the mode asked for
   */
  public final ConfiguredCatalog configure(AirbyteCatalog catalog) {
    List<AirbyteStream> streams = catalog.streams();
    if (!names().isEmpty()) {
      Set<AirbyteStream> chosen = new LinkedHashSet<>();
      for (String name : names()) {
        List<AirbyteStream> matches = streams.stream().filter(s -> isNamed(s, name)).toList();
        if (matches.isEmpty()) {
          throw unknown(name, streams);
        }
        chosen.addAll(matches);
      }
      streams = streams.stream().filter(chosen::contains).toList();
    }
    return ConfiguredCatalog.of(streams.stream().map(this::configure).toList());
  }

  private ConfiguredStream configure(AirbyteStream stream) {
    SyncMode syncMode = syncMode(stream);
    WriteMode writeMode = writeMode(stream, syncMode);
    return ConfiguredStream.of(
        stream,
        syncMode,
        writeMode,
        syncMode == SyncMode.INCREMENTAL ? stream.defaultCursorField() : List.of(),
        stream.sourceDefinedPrimaryKey());
  }

  private SyncMode syncMode(AirbyteStream stream) {
    Set<SyncMode> supported = stream.supportedSyncModes();
    boolean incremental = supported.contains(SyncMode.INCREMENTAL);
    boolean full = supported.contains(SyncMode.FULL_REFRESH) || !incremental;
    boolean replaces = mode() == Mode.OVERWRITE || mode() == Mode.OVERWRITE_DEDUP;
    if (fullRefresh() || replaces) {
      if (!full) {
        throw usage(
            stream,
            "can only be read incrementally, so it cannot be fully refreshed",
            "Read it without full refresh, in mode append or append_dedup.");
      }
      return SyncMode.FULL_REFRESH;
    }
    boolean hasCursor = stream.sourceDefinedCursor() || !stream.defaultCursorField().isEmpty();
    if (incremental && !hasCursor && !full) {
      throw usage(
          stream,
          "can only be read incrementally, and the source names no cursor field for it",
          "Give a configured catalog with a cursor field.");
    }
    return incremental && hasCursor ? SyncMode.INCREMENTAL : SyncMode.FULL_REFRESH;
  }

  private WriteMode writeMode(AirbyteStream stream, SyncMode syncMode) {
    List<List<String>> key = stream.sourceDefinedPrimaryKey();
    boolean topLevel = key.stream().allMatch(path -> path.size() == 1);
    boolean usable = !key.isEmpty() && topLevel;
    if (mode() == Mode.AUTO) {
      return syncMode == SyncMode.FULL_REFRESH
          ? (usable ? WriteMode.OVERWRITE_DEDUP : WriteMode.OVERWRITE)
          : (usable ? WriteMode.APPEND_DEDUP : WriteMode.APPEND);
    }
    WriteMode asked = WriteMode.valueOf(mode().name());
    if (asked.deduplicates() && !usable) {
      throw usage(
          stream,
          key.isEmpty()
              ? "has no primary key, which " + asked.wireName() + " needs"
              : "has a primary key with nested fields "
                  + key
                  + ", which "
                  + asked.wireName()
                  + " cannot use",
          "Use mode auto, append or overwrite for it.");
    }
    return asked;
  }

  private static boolean isNamed(AirbyteStream stream, String name) {
    return stream.descriptor().name().equals(name) || stream.descriptor().toString().equals(name);
  }

  private static AirbyteIoException unknown(String name, List<AirbyteStream> streams) {
    List<String> available = streams.stream().map(s -> s.descriptor().toString()).toList();
    return new AirbyteIoException(
        Category.USAGE,
        "There is no stream \""
            + name
            + "\"; the streams are: "
            + String.join(", ", available)
            + ".",
        ClosestName.of(name, available).map(c -> "Did you mean " + c + "?").orElse(null));
  }

  private static AirbyteIoException usage(AirbyteStream stream, String what, String hint) {
    return new AirbyteIoException(
        Category.USAGE,
        stream.descriptor(),
        "The stream " + stream.descriptor() + " " + what + ".",
        hint,
        null);
  }
}
