package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines of YAML with comments. */
public final class YamlLines {
  private static final int WIDTH = 100;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

  /** What this or another reader may take for something else than a text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final List<String> lines = new ArrayList<>();

  /** Adds comments, in lines of a handy length; what a terminal would obey is left out. */
  public YamlLines comment(String text) {
    if (text.isBlank()) {
      return this;
    }
    StringBuilder line = new StringBuilder("#");
    for (String word : text.replaceAll("\\p{Cc}", " ").strip().split("\\s+")) {
      if (line.length() > 1 && line.length() + word.length() >= WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return this;
  }

  /** Adds a key with a value, over several lines where it is a map. */
  public YamlLines value(String key, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      YamlLines inner = new YamlLines();
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        inner.value(member.getKey(), member.getValue());
      }
      return members(key, inner);
    }
    lines.add(scalar(key) + ": " + flow(value));
    return this;
  }

  /** Adds a key that is left empty. */
  public YamlLines empty(String key, String comment) {
    lines.add(
        scalar(key) + ":" + (comment.isEmpty() ? "" : " # " + comment.replaceAll("\\p{Cc}", " ")));
    return this;
  }

  /** Adds a key and, below it, lines. */
  public YamlLines members(String key, YamlLines inner) {
    lines.add(scalar(key) + ":");
    inner.lines.forEach(line -> lines.add(line.isEmpty() ? line : "  " + line));
    return this;
  }

  /** Adds lines as comments: removing the signs makes them count. */
  public YamlLines asComments(YamlLines others) {
    others.lines.forEach(line -> lines.add("# " + line));
    return this;
  }

  /** Adds lines. */
  public YamlLines all(YamlLines others) {
    lines.addAll(others.lines);
    return this;
  }

  public YamlLines blank() {
    lines.add("");
    return this;
  }

  /** Whether there is a line that is no comment. */
  public boolean hasValues() {
    return lines.stream().anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  private static String flow(JsonNode value) {
    return value.isTextual() ? scalar(value.textValue()) : value.toString();
  }

  private static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : TextNode.valueOf(text).toString();
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
