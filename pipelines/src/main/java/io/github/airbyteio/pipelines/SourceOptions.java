package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.secret.SecretReference;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to read. */
final class SourceOptions {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";

  @Option(
      names = "--source",
      required = true,
      paramLabel = "SOURCE",
      description = {
        "The connector: source-faker, pypi:airbyte-source-faker==7.2.1,",
        "docker:airbyte/source-postgres:3.7.0?memory=2g, or exec:./my-connector ARG…"
      })
  private String source;

  @Option(
      names = "--config",
      paramLabel = "JSON|FILE",
      defaultValue = "{}",
      description = {
        "The connector's configuration: JSON, or a JSON or YAML file. Default: {}.",
        "env:NAME, file:PATH and other secrets name JSON that each worker of a cluster reads for",
        "itself; so does a value ${env:NAME}. 'prompt' asks for it."
      })
  private String config;

  @Option(
      names = "--connection",
      paramLabel = "NAME",
      description = {
        "The name under which the state is kept, and what the connector changes in its",
        "configuration (rotated tokens). Default: the source's name."
      })
  private String connection;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "The Python interpreter (3.10 to 3.12) for connectors from PyPI.")
  private String python;

  @Option(
      names = "--pip-args",
      paramLabel = "ARGS",
      description = "More arguments for pip when the connector is installed.")
  private String pipArguments;

  @Option(names = "--refresh", description = "Ask the connector anew for its spec and catalog.")
  private boolean refresh;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show the connector's log and this program's.")
  private boolean verbose;

  Connector connector() {
    return SourceNotation.parse(source, python, pipArguments);
  }

  /** The connection's name; null where the source's is to be used. */
  @Nullable String connection() {
    return connection;
  }

  /** The runtime of the connection; {@code --refresh} discards what is remembered. */
  ConnectorRuntime runtime(Connector connector) {
    ConnectorRuntime runtime =
        new ConnectorRuntime(connector)
            .forConnection(connection == null ? connector.name() : connection);
    return refresh ? runtime.withRefresh() : runtime;
  }

  /** Whether the connector is asked anew for its spec and catalog. */
  boolean refresh() {
    return refresh;
  }

  ObjectNode config() {
    return configSource().resolve();
  }

  ConfigSource configSource() {
    if (config.startsWith(ENVIRONMENT)) {
      return ConfigSource.environment(config.substring(ENVIRONMENT.length()));
    }
    if (config.startsWith(FILE)) {
      return ConfigSource.file(
          Path.of(config.substring(FILE.length())).toAbsolutePath().normalize().toString());
    }
    return SecretReference.find(config)
        .map(ConfigSource::secret)
        .orElseGet(() -> ConfigSource.inline(ConfigText.read(config).toString()));
  }
}
