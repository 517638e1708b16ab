package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results of connectors on disk, by command, connector and config. A cache that cannot be read or
 * written is only slow, never an error.
 */
final class ResultCache {
  private static final Logger LOG = LoggerFactory.getLogger(ResultCache.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Clock clock;

  ResultCache(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Returns the entry unless it is missing, broken or older than the limit. */
  Optional<ObjectNode> get(String command, String key, Duration maxAge) {
    Path file = file(command, key);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      Instant written = Files.getLastModifiedTime(file).toInstant();
      if (written.plus(maxAge).isBefore(clock.instant())) {
        return Optional.empty();
      }
      return JSON.readTree(file.toFile()) instanceof ObjectNode result
          ? Optional.of(result)
          : Optional.empty();
    } catch (IOException e) {
      LOG.debug("Cannot read the cached result {}", file, e);
      return Optional.empty();
    }
  }

  void put(String command, String key, ObjectNode result) {
    Path file = file(command, key);
    try {
      Path written = Files.createTempFile(folder, command, ".tmp");
      Files.write(written, JSON.writeValueAsBytes(result));
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.debug("Cannot write the cached result {}", file, e);
    }
  }

  void discard(String command, String key) {
    try {
      Files.deleteIfExists(file(command, key));
    } catch (IOException e) {
      LOG.debug("Cannot remove the cached result of {}", command, e);
    }
  }

  private Path file(String command, String key) {
    return folder.resolve(command + "-" + Hashes.sha256(key) + ".json");
  }
}
