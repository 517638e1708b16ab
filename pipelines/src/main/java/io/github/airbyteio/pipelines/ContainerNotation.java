package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ContainerConnector;
import io.github.airbyteio.connector.PullPolicy;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.Map;
import java.util.Set;

/** Reads how a container is named on the command line: {@code docker:IMAGE?memory=2g&…}. */
final class ContainerNotation {
  static final String SCHEME = "docker:";

  private static final String LABEL = "label.";
  private static final Set<String> SETTINGS =
      Set.of("engine", "pull", "network", "memory", "cpus", "user", "read_only");
  private static final String HINT =
      "Write docker:IMAGE[?engine=docker|podman&pull=always|missing|never&network=NAME&memory=2g"
          + "&cpus=1.5&user=1000:1000&read_only=true&label.NAME=VALUE].";

  private ContainerNotation() {}

  /**
   * @throws AirbyteIoException of category USAGE if the image or a setting is not understood
   */
  static ContainerConnector parse(String notation) {
    NotationSettings parts =
        NotationSettings.parse(
            notation, SCHEME, name -> SETTINGS.contains(name) || name.startsWith(LABEL), HINT);
    ContainerConnector connector = Connector.container(parts.name());
    for (Map.Entry<String, String> setting : parts.settings().entrySet()) {
      connector = with(connector, notation, setting.getKey(), setting.getValue());
    }
    return connector;
  }

  private static ContainerConnector with(
      ContainerConnector connector, String notation, String setting, String value) {
    return switch (setting) {
      case "engine" -> connector.engine(value);
      case "pull" -> connector.pullPolicy(pullPolicy(notation, value));
      case "network" -> connector.network(value);
      case "memory" -> connector.memory(value);
      case "cpus" -> connector.cpus(value);
      case "user" -> connector.user(value);
      case "read_only" -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw usage("'" + notation + "': read_only is true or false.");
        }
        yield value.equals("true") ? connector.readOnlyRoot() : connector;
      }
      default -> connector.label(setting.substring(LABEL.length()), value);
    };
  }

  private static PullPolicy pullPolicy(String notation, String value) {
    return switch (value) {
      case "always" -> PullPolicy.ALWAYS;
      case "missing" -> PullPolicy.MISSING;
      case "never" -> PullPolicy.NEVER;
      default -> throw usage("'" + notation + "': pull is always, missing or never.");
    };
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(Category.USAGE, message, HINT);
  }
}
