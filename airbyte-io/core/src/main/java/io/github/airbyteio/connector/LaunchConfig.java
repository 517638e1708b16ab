package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config of one launch: what the user gave, changed as the connector has asked for, and what
 * hides its secrets. Thread-safe.
 */
final class LaunchConfig {
  private static final Logger LOG = LoggerFactory.getLogger(LaunchConfig.class);

  private final String connector;
  private final ConnectorSpec spec;
  private final ObjectNode given;
  private final @Nullable ConfigStore store;
  private final Consumer<ObjectNode> listener;
  private final ObjectNode config;
  private final @Nullable ConnectorLog log;
  private volatile SecretMask mask;

  /**
   * @param store keeps what the connector changes; null: nothing is kept
   * @param listener is told of each new config
   * @param log takes what the connector says, or null
   */
  LaunchConfig(
      String connector,
      ConnectorSpec spec,
      ObjectNode given,
      @Nullable ConfigStore store,
      Consumer<ObjectNode> listener,
      @Nullable ConnectorLog log) {
    this.connector = connector;
    this.spec = spec;
    this.given = given;
    this.store = store;
    this.listener = listener;
    this.log = log;
    this.config = store == null ? given : applied(store, given);
    // Both: the connector may print an old token as well as a new one.
    this.mask = spec.mask(given).and(spec.mask(config));
  }

  /** For a command without a config. */
  static LaunchConfig none(String connector, @Nullable ConnectorLog log) {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    return new LaunchConfig(connector, ConnectorSpec.of(empty), empty, null, config -> {}, log);
  }

  private ObjectNode applied(ConfigStore changes, ObjectNode config) {
    try {
      return changes.apply(config);
    } catch (IOException e) {
      throw unusable(changes, "read", e);
    }
  }

  /** The config to launch with. */
  ObjectNode config() {
    return config;
  }

  String mask(String text) {
    return mask.mask(text);
  }

  /**
   * Appends what the connector has said to its log, if there is one; its secrets are hidden.
   *
   * @param kind stderr, or the level of a message
   */
  void log(String kind, String text) {
    if (log != null) {
      log.write(kind, mask(text));
    }
  }

  /**
   * Keeps a config that the connector has sent; it is durable when this returns.
   *
   * @throws AirbyteIoException if it cannot be kept: going on would lose it
   */
  void accept(ObjectNode sent) throws InterruptedException {
    mask = mask.and(spec.mask(sent));
    if (log != null) {
      log.hide(this::mask);
    }
    listener.accept(sent);
    if (store == null) {
      return;
    }
    try {
      List<String> names = store.keep(given, sent);
      if (!names.isEmpty()) {
        LOG.info(
            "{} has changed its config ({}); the change is kept in {} and used from now on, until you change those values.",
            connector,
            String.join(", ", names),
            store.file());
      }
    } catch (IOException e) {
      throw unusable(store, "written", e);
    }
  }

  private AirbyteIoException unusable(ConfigStore changes, String what, IOException e) {
    return new AirbyteIoException(
        Category.CONFIG,
        null,
        "What " + connector + " has changed in its config cannot be " + what + ": " + mask(e),
        "Look after the file " + changes.file() + ": it may hold a token that is nowhere else.",
        null);
  }

  /** The text of a JSON error may quote the file. */
  private static String mask(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JacksonException
        ? "it is not valid JSON"
        : e.toString();
  }
}
