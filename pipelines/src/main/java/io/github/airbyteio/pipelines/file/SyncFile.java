package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.node.NullNode;
import io.github.airbyteio.connector.ClosestName;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A file that says what is to be synced: one connection, or several with defaults. Immutable. */
public final class SyncFile {
  private static final String CONNECTIONS = "connections";
  private static final String DEFAULTS = "defaults";
  private static final String CONNECTION = "connection";
  private static final String STREAMS = "streams";

  private final FileValue.Members root;
  private final List<Setting> settings;

  private SyncFile(FileValue.Members root, List<Setting> settings) {
    this.root = root;
    this.settings = settings;
  }

  /** What is written without a file: nothing. */
  public static SyncFile none(List<Setting> settings) {
    return new SyncFile(new FileValue.Members(Place.option(""), Map.of()), List.copyOf(settings));
  }

  /**
   * Reads and checks a file.
   *
   * @throws AirbyteIoException of category USAGE if there is no such file, of category CONFIG, with
   *     the place, if something in it is wrong
   */
  public static SyncFile read(Path file, List<Setting> settings) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new AirbyteIoException(
          Category.USAGE,
          "There is no file " + file + ".",
          "Check the path; 'airbyteio init SOURCE --to TARGET' writes such a file.");
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG, null, "The file " + file + " cannot be read: " + e, null, e);
    }
    return of(text, file.toString(), settings);
  }

  /**
   * Reads and checks the text of a file.
   *
   * @param name of the file in messages
   */
  public static SyncFile of(String text, String name, List<Setting> settings) {
    FileValue value = YamlText.read(text, name);
    if (!(value instanceof FileValue.Members root)) {
      throw value.place().problem("", "a sync file is a map of keys and values.", null);
    }
    keys(root).check("", root);
    return new SyncFile(root, List.copyOf(settings));
  }

  private static Keys keys(FileValue.Members root) {
    return root.members().containsKey(CONNECTIONS) ? SyncKeys.CONNECTIONS : SyncKeys.CONNECTION;
  }

  /**
   * Returns what is written for each connection that is to run, in the file's order, by the names
   * that keep the states; the name of a file's only connection is null unless the file says it.
   *
   * @param options what the command line says: it holds for each connection, before all else
   * @param name of the one to run, or null for all
   * @throws AirbyteIoException if there is no such connection or what was set beside the file is
   *     wrong
   */
  public Map<@Nullable String, FileValue.Members> connections(
      FileValue.Members options, @Nullable String name) {
    FileValue.Members file = root;
    for (Setting setting : settings) {
      file = isOfTheFile(setting) ? setting.applyTo(file) : file;
    }
    keys(file).check("", file);
    Map<@Nullable String, FileValue.Members> all = new LinkedHashMap<>();
    if (file.members().get(CONNECTIONS) instanceof FileValue.Members several) {
      FileValue.Members defaults = map(file.members().get(DEFAULTS), file.place());
      several
          .members()
          .forEach((each, values) -> all.put(each, map(values, several.place()).over(defaults)));
    } else {
      all.put(null, file);
    }
    Keys keys = keys(file) == SyncKeys.CONNECTIONS ? SyncKeys.PART : SyncKeys.CONNECTION;
    all.replaceAll((each, values) -> complete(values, options, keys));
    return all.containsKey(null) ? single(all.get(null), name) : chosen(all, name);
  }

  private boolean isOfTheFile(Setting setting) {
    return keys(root) == SyncKeys.CONNECTIONS
        && (setting.isOf(CONNECTIONS) || setting.isOf(DEFAULTS));
  }

  private static FileValue.Members map(@Nullable FileValue value, Place place) {
    return value instanceof FileValue.Members map
        ? map
        : new FileValue.Members(value == null ? place : value.place(), Map.of());
  }

  private FileValue.Members complete(
      FileValue.Members values, FileValue.Members options, Keys keys) {
    FileValue.Members complete = values;
    for (Setting setting : settings) {
      complete = isOfTheFile(setting) ? complete : setting.applyTo(complete);
    }
    keys.check("", complete);
    for (Map.Entry<String, FileValue> option : options.members().entrySet()) {
      FileValue value = option.getValue();
      if (option.getKey().equals(STREAMS)
          && value instanceof FileValue.Items names
          && complete.members().get(STREAMS) instanceof FileValue.Members streams) {
        value = only(names, streams);
      }
      complete = complete.with(option.getKey(), value);
    }
    keys.check("", complete);
    return complete;
  }

  /** The streams of these names, with what is written of them. */
  private static FileValue only(FileValue.Items names, FileValue.Members streams) {
    Map<String, FileValue> chosen = new LinkedHashMap<>();
    for (FileValue item : names.items()) {
      String name = item.json().asText();
      List<String> written =
          streams.members().keySet().stream()
              .filter(s -> s.equals(name) || s.endsWith("." + name) || name.endsWith("." + s))
              .toList();
      written.forEach(each -> chosen.put(each, streams.members().get(each)));
      if (written.isEmpty()) {
        chosen.put(name, new FileValue.Scalar(names.place(), NullNode.instance));
      }
    }
    return new FileValue.Members(names.place(), chosen);
  }

  /** The name on the command line, then that in the file. */
  private static Map<@Nullable String, FileValue.Members> single(
      FileValue.Members values, @Nullable String name) {
    FileValue own = values.members().get(CONNECTION);
    Map<@Nullable String, FileValue.Members> one = new LinkedHashMap<>();
    one.put(name != null ? name : own == null ? null : own.json().asText(), values);
    return one;
  }

  private static Map<@Nullable String, FileValue.Members> chosen(
      Map<@Nullable String, FileValue.Members> all, @Nullable String name) {
    if (name == null) {
      return all;
    }
    FileValue.Members one = all.get(name);
    if (one == null) {
      List<String> names = List.copyOf(all.keySet());
      throw new AirbyteIoException(
          Category.USAGE,
          "The file has no connection '" + name + "'; it has " + String.join(", ", names) + ".",
          ClosestName.of(name, names).map(found -> "Did you mean " + found + "?").orElse(null));
    }
    return Map.of(name, one);
  }
}
