package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The arguments of a sync, so that it can be run again. No secret is among them.
 *
 * @param arguments those behind {@code sync}
 * @param withheld the options that were left out, and why
 * @param folder where the command was given: names of files may be relative
 */
public record RepeatableCommand(
    List<String> arguments, Map<String, String> withheld, String folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public RepeatableCommand {
    arguments = List.copyOf(arguments);
    withheld = Collections.unmodifiableMap(new TreeMap<>(withheld));
  }

  ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    arguments.forEach(json.putArray("arguments")::add);
    withheld.forEach(json.putObject("withheld")::put);
    return json.put("folder", folder);
  }

  /** The command of a run; null if none was kept. */
  public static @Nullable RepeatableCommand of(RunFolder run) throws IOException {
    JsonNode json = run.command();
    if (json.isMissingNode()) {
      return null;
    }
    List<String> arguments = new ArrayList<>();
    json.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    Map<String, String> withheld = new TreeMap<>();
    json.path("withheld")
        .properties()
        .forEach(one -> withheld.put(one.getKey(), one.getValue().asText()));
    return new RepeatableCommand(arguments, withheld, json.path("folder").asText());
  }
}
