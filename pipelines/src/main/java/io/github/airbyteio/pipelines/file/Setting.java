package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value that is set beside the file: {@code a.b=c}. The value is JSON, or else a text; a name
 * with dots stands in double quotes.
 */
public final class Setting {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|([^.\"=]+)");

  private final List<String> path;
  private final Place place;
  private final FileValue value;

  private Setting(List<String> path, Place place, FileValue value) {
    this.path = path;
    this.place = place;
    this.value = value;
  }

  /**
   * @throws AirbyteIoException of category USAGE if it is not written as it should be; the value is
   *     not shown
   */
  public static Setting parse(String text) {
    List<String> path = new ArrayList<>();
    Matcher name = NAME.matcher(text);
    int at = 0;
    while (name.find(at) && name.start() == at) {
      path.add(name.group(1) != null ? name.group(1) : name.group(2));
      at = name.end();
      if (at == text.length() || text.charAt(at) != '.') {
        break;
      }
      at++;
    }
    if (path.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
      throw new AirbyteIoException(
          Category.USAGE,
          "--set: must be KEY=VALUE.",
          "Write --set retries=2 or --set config.count=10; a name with dots in double quotes.");
    }
    Place place = Place.option("--set " + text.substring(0, at));
    return new Setting(path, place, FileValue.of(place, json(text.substring(at + 1))));
  }

  private static JsonNode json(String text) {
    try {
      JsonNode value = JSON.readTree(text);
      return value.isMissingNode() ? TextNode.valueOf(text) : value;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /** Whether it begins with this key. */
  boolean isOf(String key) {
    return path.get(0).equals(key);
  }

  FileValue.Members applyTo(FileValue.Members values) {
    return put(values, 0);
  }

  private FileValue.Members put(FileValue.Members values, int depth) {
    String name = path.get(depth);
    if (depth == path.size() - 1) {
      return values.with(name, value);
    }
    FileValue inner = values.members().get(name);
    if (inner == null || inner.isNull()) {
      inner = new FileValue.Members(place, Map.of());
    }
    if (inner instanceof FileValue.Members map) {
      return values.with(name, put(map, depth + 1));
    }
    throw place.problem(
        "",
        "'" + String.join(".", path.subList(0, depth + 1)) + "' is no map.",
        "Set it as a whole, or write it as a map.");
  }
}
