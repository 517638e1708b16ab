package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.PyPiConnector;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads how a connector is named on the command line. */
public final class SourceNotation {
  private SourceNotation() {}

  /**
   * @throws AirbyteIoException if the notation is not known
   */
  public static Connector parse(
      String notation, @Nullable String python, @Nullable String pipArguments) {
    boolean local = notation.startsWith("exec:");
    boolean container = notation.startsWith(ContainerNotation.SCHEME);
    if ((local || container) && (python != null || pipArguments != null)) {
      throw usage(
          "--python and --pip-args are for connectors from PyPI, not for " + notation + ".");
    }
    if (container) {
      return ContainerNotation.parse(notation);
    }
    if (local) {
      List<String> words = words(notation.substring("exec:".length()));
      if (words.isEmpty()) {
        throw usage("'" + notation + "' names no program.");
      }
      return Connector.executable(
          words.get(0), words.subList(1, words.size()).toArray(new String[0]));
    }
    if (notation.startsWith("manifest:")) {
      throw usage("'" + notation + "': manifests are not supported yet.");
    }
    String name = notation.startsWith("pypi:") ? notation.substring("pypi:".length()) : notation;
    if (name.contains(":")) {
      throw usage("'" + notation + "' is no source.");
    }
    String[] parts = name.split("==", 2);
    PyPiConnector connector = Connector.pypi(parts[0]);
    if (parts.length == 2) {
      connector = connector.version(parts[1]);
    }
    if (python != null) {
      connector = connector.interpreter(python);
    }
    return pipArguments == null
        ? connector
        : connector.pipArguments(words(pipArguments).toArray(new String[0]));
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(
        Category.USAGE,
        message,
        "Name it as source-faker, pypi:airbyte-source-faker==7.2.1, docker:airbyte/source-faker:7.2.1"
            + " or exec:./my-connector.");
  }

  /**
   * Splits as a shell does: by spaces, quotes keep words together, a backslash keeps the next
   * character.
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && quote == '"' && i + 1 < text.length()) {
          word.append(text.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else {
        word.append(c);
        open = true;
      }
    }
    if (quote != 0) {
      throw usage("A quote is not closed in: " + text);
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
