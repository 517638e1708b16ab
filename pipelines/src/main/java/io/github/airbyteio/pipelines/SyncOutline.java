package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.pipelines.file.SyncSchema;
import io.github.airbyteio.pipelines.file.YamlLines;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes the text of a first sync file, part by part. */
final class SyncOutline {
  private static final List<String> SHOWN =
      List.of("mode", "full_refresh", "on_schema_change", "processes", "retries", "every");
  private static final List<String> VALUES =
      List.of("auto", "false", "evolve", "stream", "4", "15m");

  private final YamlLines lines = new YamlLines();
  private final String to;

  SyncOutline(String source, String to) {
    this.to = to;
    lines.comment("yaml-language-server: $schema=sync-file.schema.json");
    lines.comment(
        "An editor checks this file once 'airbyteio schema > sync-file.schema.json' ran.");
    lines.comment("Run it: airbyteio sync FILE. See what it would do: airbyteio plan FILE.");
    lines.blank().value("source", text(source));
  }

  private static JsonNode text(String value) {
    // What stands in the file is no reference.
    return TextNode.valueOf(value.replace("${", "$${"));
  }

  void named(@Nullable String connection) {
    if (connection != null) {
      lines.value("connection", text(connection));
    }
  }

  void installed(@Nullable String python, @Nullable String pipArguments) {
    if (python != null) {
      lines.value("python", text(python));
    }
    if (pipArguments != null) {
      lines.value("pip_args", text(pipArguments));
    }
  }

  /**
   * @param variables that have to be set
   */
  void configured(YamlLines config, Set<String> variables) {
    lines.blank();
    if (!variables.isEmpty()) {
      lines.comment("Set before a sync: " + String.join(", ", variables));
    }
    lines.members("config", config);
    lines.blank().value("to", text(to));
  }

  /**
   * @param catalog null: not known
   */
  void streams(@Nullable AirbyteCatalog catalog) {
    lines.blank();
    if (catalog == null || catalog.streams().isEmpty()) {
      lines.comment(
          "All streams are read. 'airbyteio discover' lists them once the config is complete:");
      lines.asComments(new YamlLines().members("streams", new YamlLines().empty("NAME", "")));
    } else {
      YamlLines streams = new YamlLines();
      catalog.streams().forEach(stream -> add(streams, stream, catalog));
      lines.comment(
          "Remove what is not wanted. Keys of a stream: mode, primary_key, cursor, select,");
      lines.comment("drop, rename, hash, filter.");
      lines.members("streams", streams);
    }
    lines.blank();
    JsonNode keys = SyncSchema.json().at("/definitions/connection/properties");
    for (int i = 0; i < SHOWN.size(); i++) {
      lines.comment(keys.path(SHOWN.get(i)).path("description").asText());
      lines.comment(SHOWN.get(i) + ": " + VALUES.get(i));
    }
  }

  private static void add(YamlLines streams, AirbyteStream stream, AirbyteCatalog catalog) {
    String name = stream.descriptor().toString();
    String fields = stream.jsonSchema().path("properties").size() + " fields";
    try {
      ConfiguredStream read =
          StreamSelection.of(name).configure(catalog).streams().stream()
              .filter(configured -> configured.descriptor().equals(stream.descriptor()))
              .findFirst()
              .orElseThrow();
      streams.empty(
          name,
          read.syncMode().wireName()
              + ", "
              + read.writeMode().wireName()
              + keys(read)
              + ", "
              + fields);
    } catch (AirbyteIoException e) {
      streams.asComments(new YamlLines().empty(name, e.getMessage()));
    }
  }

  private static String keys(ConfiguredStream stream) {
    String key =
        stream.primaryKey().stream()
            .map((List<String> path) -> String.join(".", path))
            .collect(Collectors.joining(", "));
    return (key.isEmpty() ? "" : ", key " + key)
        + (stream.cursorField().isEmpty()
            ? ""
            : ", cursor " + String.join(".", stream.cursorField()));
  }

  String text() {
    return lines.toString();
  }
}
