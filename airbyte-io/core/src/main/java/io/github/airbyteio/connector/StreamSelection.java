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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

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

  /** The fields of primary keys that replace those of the source, by the names of streams. */
  public abstract Map<String, List<String>> primaryKeys();

  /** The cursor fields that replace those of the source, by the names of streams. */
  public abstract Map<String, String> cursors();

  /** The modes of single streams, by their names; {@link #mode()} is that of the others. */
  public abstract Map<String, Mode> modes();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setNames(List<String> names);

    abstract Builder setMode(Mode mode);

    abstract Builder setFullRefresh(boolean fullRefresh);

    abstract Builder setPrimaryKeys(Map<String, List<String>> fields);

    abstract Builder setCursors(Map<String, String> fields);

    abstract Builder setModes(Map<String, Mode> modes);

    abstract StreamSelection build();
  }

  /** All streams, in mode {@code AUTO}. */
  public static StreamSelection all() {
    return of();
  }

  public static StreamSelection of(String... names) {
    return new AutoValue_StreamSelection.Builder()
        .setNames(List.of(names))
        .setMode(Mode.AUTO)
        .setFullRefresh(false)
        .setPrimaryKeys(Map.of())
        .setCursors(Map.of())
        .setModes(Map.of())
        .build();
  }

  public final StreamSelection withNames(String... names) {
    return toBuilder().setNames(List.of(names)).build();
  }

  public final StreamSelection withMode(Mode mode) {
    return toBuilder().setMode(mode).build();
  }

  /** Gives one stream a mode of its own. */
  public final StreamSelection withMode(String stream, Mode mode) {
    return toBuilder().setModes(with(modes(), stream, mode)).build();
  }

  public final StreamSelection withFullRefresh(boolean fullRefresh) {
    return toBuilder().setFullRefresh(fullRefresh).build();
  }

  /**
   * Gives a stream this primary key instead of the source's. A field is named as it is, or by its
   * path, {@code a.b}, where it is nested; rows are deduplicated by top-level fields only.
   */
  public final StreamSelection withPrimaryKey(String stream, String... fields) {
    return toBuilder().setPrimaryKeys(with(primaryKeys(), stream, List.of(fields))).build();
  }

  /**
   * Gives a stream this cursor instead of the source's default: it is read incrementally by it
   * where it can be, unless the source defines the cursor by itself, and of the rows of a key the
   * one with the greatest value is the latest. Named as a field of a key is; by a nested one no
   * rows are compared, there the latest arrival counts.
   */
  public final StreamSelection withCursor(String stream, String field) {
    return toBuilder().setCursors(with(cursors(), stream, field)).build();
  }

  private static <T> Map<String, T> with(Map<String, T> map, String stream, T value) {
    Map<String, T> more = new TreeMap<>(map);
    more.put(stream, value);
    return Collections.unmodifiableMap(more);
  }

  /**
   * Chooses the streams of a catalog and their modes.
   *
   * @throws AirbyteIoException of category USAGE if a name matches no stream, a key or cursor no
   *     field, or a stream cannot be read or written in the mode asked for
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
    for (String name : primaryKeys().keySet()) {
      requireOne(name, streams);
    }
    for (String name : cursors().keySet()) {
      requireOne(name, streams);
    }
    for (String name : modes().keySet()) {
      requireOne(name, streams);
    }
    return ConfiguredCatalog.of(streams.stream().map(this::configure).toList());
  }

  private static void requireOne(String name, List<AirbyteStream> streams) {
    if (streams.stream().noneMatch(s -> isNamed(s, name))) {
      throw unknown(name, streams);
    }
  }

  private ConfiguredStream configure(AirbyteStream stream) {
    String ownCursor = of(stream, cursors());
    List<String> cursor = ownCursor == null ? null : FieldPaths.find(stream, "cursor", ownCursor);
    List<String> ownKey = of(stream, primaryKeys());
    List<List<String>> key =
        ownKey == null
            ? null
            : ownKey.stream().map(field -> FieldPaths.find(stream, "primary key", field)).toList();
    Mode ownMode = of(stream, modes());
    Mode mode = ownMode == null ? mode() : ownMode;
    SyncMode syncMode = syncMode(stream, mode, cursor != null);
    WriteMode writeMode =
        key == null
            ? writeMode(stream, mode, syncMode, stream.sourceDefinedPrimaryKey())
            : writeModeByOwnKey(stream, mode, syncMode, key);
    return ConfiguredStream.of(
        stream,
        syncMode,
        writeMode,
        cursor != null
            ? cursor
            : syncMode == SyncMode.INCREMENTAL ? stream.defaultCursorField() : List.of(),
        key != null ? key : stream.sourceDefinedPrimaryKey());
  }

  /** What is given for the stream, under its full name or else its name alone; or null. */
  private static <T> @Nullable T of(AirbyteStream stream, Map<String, T> byName) {
    T byFullName = byName.get(stream.descriptor().toString());
    return byFullName != null ? byFullName : byName.get(stream.descriptor().name());
  }

  private SyncMode syncMode(AirbyteStream stream, Mode mode, boolean ownCursor) {
    Set<SyncMode> supported = stream.supportedSyncModes();
    boolean incremental = supported.contains(SyncMode.INCREMENTAL);
    boolean full = supported.contains(SyncMode.FULL_REFRESH) || !incremental;
    boolean replaces = mode == Mode.OVERWRITE || mode == Mode.OVERWRITE_DEDUP;
    if (fullRefresh() || replaces) {
      if (!full) {
        throw usage(
            stream,
            "can only be read incrementally, so it cannot be fully refreshed",
            "Read it without full refresh, in mode append or append_dedup.");
      }
      return SyncMode.FULL_REFRESH;
    }
    boolean hasCursor =
        ownCursor || stream.sourceDefinedCursor() || !stream.defaultCursorField().isEmpty();
    if (incremental && !hasCursor && !full) {
      throw usage(
          stream,
          "can only be read incrementally, and the source names no cursor field for it",
          "Give it a cursor field.");
    }
    return incremental && hasCursor ? SyncMode.INCREMENTAL : SyncMode.FULL_REFRESH;
  }

  /** A key that was asked for is never quietly unused. */
  private WriteMode writeModeByOwnKey(
      AirbyteStream stream, Mode mode, SyncMode syncMode, List<List<String>> key) {
    WriteMode writeMode = writeMode(stream, mode, syncMode, key);
    if (mode == Mode.AUTO && !writeMode.deduplicates()) {
      throw usage(
          stream,
          "cannot be deduplicated by the primary key " + key + ", which has nested fields",
          "Choose top-level fields, or mode append or overwrite.");
    }
    return writeMode;
  }

  private static WriteMode writeMode(
      AirbyteStream stream, Mode mode, SyncMode syncMode, List<List<String>> key) {
    boolean topLevel = key.stream().allMatch(path -> path.size() == 1);
    boolean usable = !key.isEmpty() && topLevel;
    if (mode == Mode.AUTO) {
      return syncMode == SyncMode.FULL_REFRESH
          ? (usable ? WriteMode.OVERWRITE_DEDUP : WriteMode.OVERWRITE)
          : (usable ? WriteMode.APPEND_DEDUP : WriteMode.APPEND);
    }
    WriteMode asked = WriteMode.valueOf(mode.name());
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
