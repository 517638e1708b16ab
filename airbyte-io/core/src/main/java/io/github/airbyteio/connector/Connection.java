package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connector with its config and its streams, under an id that keys the stored state. Immutable.
 */
@AutoValue
public abstract class Connection implements Serializable {
  public abstract Connector connector();

  /** Keys the stored state: keep it, and the next sync continues. */
  public abstract String id();

  public abstract ConfigSource config();

  /** The streams as the user configured them, or null: {@link #selection()} applies. */
  public abstract @Nullable ConfiguredCatalog catalog();

  public abstract StreamSelection selection();

  /** What happens when the source's schema changes. */
  public abstract SchemaChangePolicy schemaChangePolicy();

  /** A connection with the connector's name as its id, an empty config and all streams. */
  public static Connection of(Connector connector) {
    return new AutoValue_Connection(
        connector,
        connector.name(),
        ConfigSource.inline("{}"),
        null,
        StreamSelection.all(),
        SchemaChangePolicy.EVOLVE);
  }

  public final Connection withId(String id) {
    if (id.isBlank()) {
      throw new AirbyteIoException(
          Category.USAGE, "The id of the connection is empty.", "Give it a name of its own.");
    }
    return new AutoValue_Connection(
        connector(), id, config(), catalog(), selection(), schemaChangePolicy());
  }

  public final Connection withConfig(ConfigSource config) {
    return new AutoValue_Connection(
        connector(), id(), config, catalog(), selection(), schemaChangePolicy());
  }

  /** Sets the streams and their modes; a selection is then without effect. */
  public final Connection withCatalog(ConfiguredCatalog catalog) {
    return new AutoValue_Connection(
        connector(), id(), config(), catalog, selection(), schemaChangePolicy());
  }

  /** Selects streams by name, {@code name} or {@code namespace.name}. */
  public final Connection withStreams(String... names) {
    return withSelection(selection().withNames(names));
  }

  public final Connection withSelection(StreamSelection selection) {
    return new AutoValue_Connection(
        connector(), id(), config(), catalog(), selection, schemaChangePolicy());
  }

  /** Sets what happens when the source's schema changes; by default the tables follow. */
  public final Connection withSchemaChangePolicy(SchemaChangePolicy policy) {
    return new AutoValue_Connection(connector(), id(), config(), catalog(), selection(), policy);
  }

  /**
   * Returns the configured catalog: the given one, or the selection from what the connector offers,
   * for which it is launched unless the answer is known.
   */
  public final ConfiguredCatalog resolveCatalog() {
    ConfiguredCatalog given = catalog();
    return given != null
        ? given
        : selection()
            .configure(
                new ConnectorRuntime(connector()).forConnection(id()).discover(config().resolve()));
  }
}
