package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.pipelines.file.Place;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the connector says of a sync's settings.
 *
 * @param catalog the streams that are read
 * @param warnings what the user should change
 */
record SyncSubject(ConfiguredCatalog catalog, List<String> warnings) {
  /**
   * Checks the config and asks for the streams.
   *
   * @throws AirbyteIoException if the config does not fit the connector, or a stream is not there
   */
  static SyncSubject of(SyncSettings settings) {
    return of(settings, settings.runtime(), spec -> {});
  }

  /**
   * The same by a given runtime.
   *
   * @param fits is told of the spec once the config fits it
   */
  static SyncSubject of(
      SyncSettings settings, ConnectorRuntime runtime, Consumer<ConnectorSpec> fits) {
    ObjectNode config = settings.config().resolve();
    ConnectorSpec spec = runtime.spec();
    ConfigValidator.validate(spec, config);
    fits.accept(spec);
    return new SyncSubject(
        settings.selection().configure(runtime.discover(config)), warnings(settings, spec));
  }

  private static List<String> warnings(SyncSettings settings, ConnectorSpec spec) {
    Place place = settings.configInFile();
    if (place == null) {
      return List.of();
    }
    return spec.secretIn(settings.config().written()).stream()
        .map(
            path ->
                place.text()
                    + ": config."
                    + path
                    + " is a secret that is written out. Write ${env:NAME} in its place.")
        .toList();
  }
}
