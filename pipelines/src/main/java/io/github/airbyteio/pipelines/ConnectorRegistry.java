package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Airbyte's list of connectors: the sources in it. */
final class ConnectorRegistry {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<RegistryEntry> sources;

  private ConnectorRegistry(List<RegistryEntry> sources) {
    this.sources = sources;
  }

  /**
   * Reads a registry of tens of MiB, of which it keeps little.
   *
   * @throws AirbyteIoException of category USAGE if the file is missing or none
   */
  static ConnectorRegistry read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new AirbyteIoException(
          Category.USAGE, "There is no registry " + file + ".", RegistrySource.HINT);
    }
    List<RegistryEntry> sources = new ArrayList<>();
    boolean known = false;
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean isSources = parser.currentName().equals("sources");
          if (parser.nextToken() == JsonToken.START_ARRAY && isSources) {
            known = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              sources.add(RegistryEntry.of(JSON.readTree(parser)));
            }
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (JsonProcessingException e) {
      known = false;
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.USAGE, null, "Cannot read " + file + ": " + e, RegistrySource.HINT, e);
    }
    if (!known) {
      throw new AirbyteIoException(
          Category.USAGE,
          file + " is no registry of connectors: it has no list 'sources'.",
          RegistrySource.HINT);
    }
    sources.sort(Comparator.comparing(RegistryEntry::name));
    return new ConnectorRegistry(List.copyOf(sources));
  }

  /** All sources, by name. */
  List<RegistryEntry> sources() {
    return sources;
  }
}
