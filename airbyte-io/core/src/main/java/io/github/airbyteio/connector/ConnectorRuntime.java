package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs the commands of a connector. Everything it throws is an {@link AirbyteIoException} whose
 * text holds no secret of the config. Immutable.
 */
public final class ConnectorRuntime {
  /** What Airbyte's own platform allows. */
  private static final Duration OUTPUT_TIMEOUT = Duration.ofMinutes(9);

  /** Catalogs change with the source. */
  private static final Duration CATALOG_MAX_AGE = Duration.ofHours(24);

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final String SPEC = "spec";
  private static final String DISCOVER = "discover";

  private final Connector connector;
  private final ConnectorHome home;
  private final Duration timeout;
  private final boolean refresh;
  private final @Nullable String connectionId;
  private final Consumer<ObjectNode> onConfig;
  private final @Nullable Path logFile;

  public ConnectorRuntime(Connector connector) {
    this(connector, ConnectorHome.standard(), OUTPUT_TIMEOUT, false, null, config -> {}, null);
  }

  private ConnectorRuntime(
      Connector connector,
      ConnectorHome home,
      Duration timeout,
      boolean refresh,
      @Nullable String connectionId,
      Consumer<ObjectNode> onConfig,
      @Nullable Path logFile) {
    this.connector = connector;
    this.home = home;
    this.timeout = timeout;
    this.refresh = refresh;
    this.connectionId = connectionId;
    this.onConfig = onConfig;
    this.logFile = logFile;
  }

  /** Asks the connector anew instead of using remembered answers; what it says is remembered. */
  public ConnectorRuntime withRefresh() {
    return new ConnectorRuntime(connector, home, timeout, true, connectionId, onConfig, logFile);
  }

  /** Sets how long spec, check and discover may take. */
  public ConnectorRuntime withTimeout(Duration limit) {
    return new ConnectorRuntime(connector, home, limit, refresh, connectionId, onConfig, logFile);
  }

  /**
   * Keeps what the connector changes in its config, a rotated token say, under this connection's
   * id: it is durable at once, in {@code configs} below {@code AIRBYTEIO_HOME}, readable by its
   * owner alone, and used by each later launch for the connection, as long as the given config has
   * the same value in that place. Without an id changes are not kept.
   */
  public ConnectorRuntime forConnection(String id) {
    return new ConnectorRuntime(connector, home, timeout, refresh, id, onConfig, logFile);
  }

  /** Sets who is told of the configs that the connector sends; it is called on another thread. */
  public ConnectorRuntime withConfigListener(Consumer<ObjectNode> listener) {
    return new ConnectorRuntime(connector, home, timeout, refresh, connectionId, listener, logFile);
  }

  /**
   * Appends what the connector says, on stderr and in LOG messages, to this file, without secrets;
   * the folder must exist. Not written by default.
   */
  public ConnectorRuntime withLogFile(Path file) {
    return new ConnectorRuntime(connector, home, timeout, refresh, connectionId, onConfig, file);
  }

  ConnectorRuntime withHome(ConnectorHome folder) {
    return new ConnectorRuntime(
        connector, folder, timeout, refresh, connectionId, onConfig, logFile);
  }

  /** What the connector says of itself; remembered as long as the connector stays the same. */
  public ConnectorSpec spec() {
    return spec(connector.install(home));
  }

  /**
   * Asks the connector whether it can work with the config.
   *
   * @throws AirbyteIoException of category CHECK, with the connector's own message, if it cannot
   */
  public void check(ObjectNode config) {
    InstalledConnector installed = connector.install(home);
    LaunchConfig own = launchConfig(installed, config);
    AirbyteMessage.ConnectionStatus status =
        run(installed, "check", own, AirbyteMessage.ConnectionStatus.class);
    if (!status.succeeded()) {
      String message = status.message();
      throw new AirbyteIoException(
          Category.CHECK,
          installed.name()
              + " refused its config: "
              + (message == null || message.isBlank() ? "(no reason given)" : own.mask(message)),
          "Correct the config; the command spec shows what the connector expects.");
    }
  }

  /** The streams that the source offers with this config; remembered for a day. */
  public AirbyteCatalog discover(ObjectNode config) {
    InstalledConnector installed = connector.install(home);
    ResultCache cache = cache();
    String key = installed.identity() + "\0" + Hashes.sha256(config.toString());
    if (refresh) {
      cache.discard(DISCOVER, key);
    }
    Optional<ObjectNode> known = cache.get(DISCOVER, key, CATALOG_MAX_AGE);
    if (known.isPresent()) {
      return AirbyteCatalog.parse(known.get());
    }
    AirbyteCatalog catalog =
        run(installed, DISCOVER, launchConfig(installed, config), AirbyteMessage.Catalog.class)
            .catalog();
    cache.put(DISCOVER, key, catalog.json());
    return catalog;
  }

  /**
   * Starts a read. The caller reads stdout and closes the process.
   *
   * @param generations of the catalog's streams
   * @param stateJson the content of the state file; null: the connector starts from the beginning
   */
  public ConnectorProcess read(
      ObjectNode config,
      ConfiguredCatalog catalog,
      Map<StreamDescriptor, Generation> generations,
      @Nullable String stateJson) {
    InstalledConnector installed = connector.install(home);
    LaunchConfig own = launchConfig(installed, config);
    SupervisedProcess process =
        launch(
            installed,
            "read",
            own,
            folder -> {
              List<String> options = new ArrayList<>();
              add(options, "--config", folder.place("config.json", own.config().toString()));
              add(options, "--catalog", folder.place("catalog.json", catalog.toJson(generations)));
              if (stateJson != null) {
                add(options, "--state", folder.place("state.json", stateJson));
              }
              return options;
            });
    return new LaunchedConnector(process, own);
  }

  private LaunchConfig launchConfig(InstalledConnector installed, ObjectNode given) {
    ConfigStore store = connectionId == null ? null : new ConfigStore(home, connectionId);
    return new LaunchConfig(installed.name(), spec(installed), given, store, onConfig, log());
  }

  private ConnectorSpec spec(InstalledConnector installed) {
    ResultCache cache = cache();
    if (refresh) {
      cache.discard(SPEC, installed.identity());
    }
    Optional<ObjectNode> known = cache.get(SPEC, installed.identity(), FOREVER);
    if (known.isPresent()) {
      return ConnectorSpec.of(known.get());
    }
    LaunchConfig none = LaunchConfig.none(installed.name(), log());
    SupervisedProcess process = launch(installed, SPEC, none, folder -> List.of());
    ObjectNode spec =
        new ConnectorCommand(installed.name(), SPEC, timeout, none)
            .result(process, AirbyteMessage.Spec.class)
            .spec();
    cache.put(SPEC, installed.identity(), spec);
    return ConnectorSpec.of(spec);
  }

  private <T extends AirbyteMessage> T run(
      InstalledConnector installed, String command, LaunchConfig config, Class<T> kind) {
    SupervisedProcess process =
        launch(
            installed,
            command,
            config,
            folder -> List.of("--config", folder.place("config.json", config.config().toString())));
    return new ConnectorCommand(installed.name(), command, timeout, config).result(process, kind);
  }

  private SupervisedProcess launch(
      InstalledConnector installed, String command, LaunchConfig config, Options options) {
    try {
      Launcher launcher = installed.launcher();
      RunFolder folder = launcher.folder(home);
      try {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(options.write(folder));
        return SupervisedProcess.start(
            launcher.line(folder, arguments),
            launcher.environment(System.getenv()),
            folder,
            config::mask,
            line -> config.log("stderr", line),
            SupervisedProcess.DEFAULT_GRACE,
            launcher.afterKill());
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "Cannot start " + installed.name() + " " + command + ": " + config.mask(e.toString()),
          "Is the folder of AIRBYTEIO_HOME writable, and is there room?",
          e);
    }
  }

  private @Nullable ConnectorLog log() {
    return logFile == null ? null : new ConnectorLog(logFile);
  }

  private ResultCache cache() {
    return new ResultCache(home.cache(), Clock.systemUTC());
  }

  private static void add(List<String> options, String name, String value) {
    options.add(name);
    options.add(value);
  }

  /** Writes the files of a command and returns the options that name them. */
  private interface Options {
    List<String> write(RunFolder folder) throws IOException;
  }
}
