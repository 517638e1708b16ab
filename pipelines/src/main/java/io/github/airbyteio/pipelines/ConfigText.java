package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a configuration: JSON on the command line, or a JSON or YAML file. Its messages never show
 * the content.
 */
final class ConfigText {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What is shown in a message: anything else may be a configuration, with its secrets. */
  private static final Pattern FILE_NAME = Pattern.compile("[\\w./~ -]+\\.(json|ya?ml)");

  private ConfigText() {}

  /**
   * @throws AirbyteIoException if it cannot be read or is no object
   */
  static ObjectNode read(String argument) {
    if (argument.stripLeading().startsWith("{")) {
      return json(argument, "--config");
    }
    String text;
    try {
      text = Files.readString(Path.of(argument));
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(
          FILE_NAME.matcher(argument).matches()
              ? "--config " + argument + ": there is no such file."
              : "--config: it is neither JSON that begins with '{' nor the name of a file.");
    }
    return argument.endsWith(".yaml") || argument.endsWith(".yml")
        ? yaml(text, argument)
        : json(text, argument);
  }

  private static ObjectNode json(String text, String where) {
    try {
      return object(JSON.readTree(text), where);
    } catch (JsonProcessingException e) {
      throw invalid(
          where
              + ": it is no valid JSON (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ").");
    }
  }

  private static ObjectNode yaml(String text, String where) {
    try {
      Object loaded = new Load(LoadSettings.builder().setLabel(where).build()).loadFromString(text);
      return object(JSON.valueToTree(loaded), where);
    } catch (YamlEngineException e) {
      throw invalid(where + ": it is no valid YAML.");
    }
  }

  private static ObjectNode object(JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw invalid(where + ": a configuration is an object of names and values.");
  }

  private static AirbyteIoException invalid(String message) {
    return new AirbyteIoException(
        Category.CONFIG, message, "Give JSON like '{\"count\": 10}', or a .json or .yaml file.");
  }
}
