package io.github.airbyteio.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What connectors have changed in the configs of their connections, a file each, mode 0600: a
 * refresh token that can be used once is lost if it is not here before the connector goes on.
 *
 * <p>Kept are the changed values alone, each with a hash of the value that the user gave: when the
 * user changes that value, the user's one counts again, whatever else is in the config.
 */
final class ConfigStore {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final Path file;

  ConfigStore(ConnectorHome home, String connectionId) {
    this.file = home.configs().resolve(Hashes.sha256(connectionId).substring(0, 32) + ".json");
  }

  Path file() {
    return file;
  }

  /**
   * Returns the given config with the changes that still apply.
   *
   * @throws IOException if there are changes and they cannot be read: without them a token may be
   *     used that is no longer valid
   */
  ObjectNode apply(ObjectNode given) throws IOException {
    ObjectNode result = given.deepCopy();
    for (Map.Entry<String, JsonNode> change : changes().entrySet()) {
      JsonNode path = JSON.readTree(change.getKey());
      if (hash(at(given, path)).equals(change.getValue().path("given").asText())) {
        put(result, path, change.getValue().path("value"));
      }
    }
    return result;
  }

  /**
   * Keeps what differs between the config that the user gave and the one that the connector sent;
   * it is on the disk when this returns.
   *
   * @return the names of the changed members
   */
  List<String> keep(ObjectNode given, ObjectNode sent) throws IOException, InterruptedException {
    try (FileLock lock = FileLock.acquire(file.resolveSibling(file.getFileName() + ".lock"))) {
      Map<String, JsonNode> changes = changes();
      List<String> names = new ArrayList<>();
      collect(given, sent, new ArrayList<>(), changes, names);
      write(JSON.writeValueAsBytes(changes));
      return names;
    }
  }

  /** Members that the connector leaves out are kept: what it sends is merged over the config. */
  private static void collect(
      JsonNode given,
      JsonNode sent,
      List<String> path,
      Map<String, JsonNode> changes,
      List<String> names)
      throws JsonProcessingException {
    if (given.isObject() && sent.isObject()) {
      for (Map.Entry<String, JsonNode> member : sent.properties()) {
        path.add(member.getKey());
        collect(given.path(member.getKey()), member.getValue(), path, changes, names);
        path.remove(path.size() - 1);
      }
      return;
    }
    String key = JSON.writeValueAsString(path);
    if (given.equals(sent)) {
      changes.remove(key);
      return;
    }
    ObjectNode change = JSON.createObjectNode().put("given", hash(given));
    change.set("value", sent);
    changes.put(key, change);
    names.add(String.join(".", path));
  }

  private Map<String, JsonNode> changes() throws IOException {
    Map<String, JsonNode> changes = new TreeMap<>();
    if (Files.exists(file)) {
      JSON.readTree(file.toFile())
          .properties()
          .forEach(change -> changes.put(change.getKey(), change.getValue()));
    }
    return changes;
  }

  private void write(byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var bytes = java.nio.ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonNode at(JsonNode node, JsonNode path) {
    JsonNode found = node;
    for (JsonNode step : path) {
      found = found.path(step.asText());
    }
    return found;
  }

  private static void put(ObjectNode config, JsonNode path, JsonNode value) {
    ObjectNode parent = config;
    for (int i = 0; i < path.size() - 1; i++) {
      String step = path.get(i).asText();
      parent = parent.get(step) instanceof ObjectNode child ? child : parent.putObject(step);
    }
    parent.set(path.get(path.size() - 1).asText(), value);
  }

  private static String hash(JsonNode value) {
    return Hashes.sha256(value.isMissingNode() ? "" : value.toString());
  }
}
