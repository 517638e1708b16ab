package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.secret.SecretReference;
import java.nio.file.Path;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what to read. */
final class SourceOptions {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = {
        "The connector: source-faker, pypi:airbyte-source-faker==7.2.1,",
        "docker:airbyte/source-postgres:3.7.0?memory=2g, or exec:./my-connector ARG…"
      })
  private @Nullable String source;

  @Option(
      names = "--config",
      paramLabel = "JSON|FILE",
      description = {
        "The connector's configuration: JSON, or a JSON or YAML file. Default: {}.",
        "env:NAME, file:PATH and other secrets name JSON that each worker of a cluster reads for",
        "itself; so does a value ${env:NAME}. 'prompt' asks for it."
      })
  private @Nullable String config;

  @Option(
      names = "--connection",
      paramLabel = "NAME",
      description = {
        "The name under which the state is kept, and what the connector changes in its",
        "configuration (rotated tokens). Default: the source's name."
      })
  private @Nullable String connection;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "The Python interpreter (3.10 to 3.12) for connectors from PyPI.")
  private @Nullable String python;

  @Option(
      names = "--pip-args",
      paramLabel = "ARGS",
      description = "More arguments for pip when the connector is installed.")
  private @Nullable String pipArguments;

  @Option(names = "--refresh", description = "Ask the connector anew for its spec and catalog.")
  private @Nullable Boolean refresh;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show the connector's log and this program's.")
  private boolean verbose;

  /** What was given, by the keys of a file. */
  void addTo(SyncArguments.Given given) {
    given.put("source", "--source", source);
    given.put("config", "--config", config);
    given.put("python", "--python", python);
    given.put("pip_args", "--pip-args", pipArguments);
    given.put("refresh", "--refresh", refresh);
  }

  /** Takes the connector from an argument, unless there is none. */
  void useName(@Nullable String argument) {
    if (argument != null) {
      source = argument;
    }
  }

  /** The connector as it was written; the caller has it parsed already. */
  String name() {
    return Objects.requireNonNull(source);
  }

  /** The config, or null if none was given. */
  @Nullable ConfigSource givenConfig() {
    return config == null ? null : configSource(config);
  }

  @Nullable String python() {
    return python;
  }

  @Nullable String pipArguments() {
    return pipArguments;
  }

  boolean isGiven() {
    return source != null;
  }

  /**
   * @throws ParameterException if no connector is named
   */
  Connector connector() {
    if (source == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--source=SOURCE'");
    }
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
    return Boolean.TRUE.equals(refresh) ? runtime.withRefresh() : runtime;
  }

  ObjectNode config() {
    return configSource(config == null ? "{}" : config).resolve();
  }

  /** Reads how a configuration is named: JSON, a file, or where a secret is. */
  static ConfigSource configSource(String config) {
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
