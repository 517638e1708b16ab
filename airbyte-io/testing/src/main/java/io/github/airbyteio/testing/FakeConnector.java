package io.github.airbyteio.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A connector that plays a scenario: a real process, quick to start, that does what connectors do
 * when they behave and when they do not. It needs {@code python3} on the {@code PATH} and nothing
 * else.
 *
 * <pre>{@code
 * Connector source =
 *     FakeConnector.create()
 *         .onRead(Step.records("users", 1, 3), Step.state("users", "{\"cursor\":3}"), Step.exit(1))
 *         .install(folder);
 * pipeline.apply(AirbyteIO.read(Connection.of(source).withStreams("users")));
 * }</pre>
 *
 * <p>As created it is healthy: it offers the streams {@code users} and {@code orders}, both {@code
 * full_refresh} and {@code incremental} with the key {@code id} and the cursor {@code updated_at},
 * and reads 5 records of each with a state after 3 and 5. Immutable.
 */
public final class FakeConnector {
  /** The schema of the records that {@link Step#records} and {@link Step#incremental} send. */
  public static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},\"name\":{\"type\":\"string\"},"
          + "\"updated_at\":{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_with_timezone\"}}}";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROGRAM = "fake_connector.py";
  private static final String SPEC =
      "{\"connectionSpecification\":{\"type\":\"object\",\"properties\":{"
          + "\"password\":{\"type\":\"string\",\"airbyte_secret\":true}}}}";

  private final Map<String, List<Step>> commands;

  private FakeConnector(Map<String, List<Step>> commands) {
    this.commands = commands;
  }

  /** A healthy connector. */
  public static FakeConnector create() {
    return new FakeConnector(new TreeMap<>())
        .withSpec(SPEC)
        .on(
            "check",
            Step.emit(
                "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"SUCCEEDED\"}}"))
        .withCatalog(
            "{\"streams\":[" + stream("users", SCHEMA) + "," + stream("orders", SCHEMA) + "]}")
        .onRead(then(healthy("users"), healthy("orders")));
  }

  /** What the healthy run sends of one stream. */
  public static Step[] healthy(String stream) {
    return new Step[] {
      Step.status(stream, "STARTED"),
      Step.status(stream, "RUNNING"),
      Step.records(stream, 1, 3),
      Step.state(stream, "{\"cursor\":3}", 3),
      Step.records(stream, 4, 5),
      Step.state(stream, "{\"cursor\":5}", 2),
      Step.status(stream, "COMPLETE")
    };
  }

  /** The steps of the one and then those of the other. */
  public static Step[] then(Step[] first, Step... second) {
    return Stream.concat(Stream.of(first), Stream.of(second)).toArray(Step[]::new);
  }

  /**
   * A stream of a catalog with all sync modes, the key {@code id}, the cursor {@code updated_at}.
   */
  public static String stream(String name, String schema) {
    ObjectNode stream = JSON.createObjectNode();
    int bar = name.indexOf('|');
    stream.put("name", name.substring(bar + 1));
    if (bar > 0) {
      stream.put("namespace", name.substring(0, bar));
    }
    stream.set("json_schema", parse(schema));
    stream.putArray("supported_sync_modes").add("full_refresh").add("incremental");
    stream.put("source_defined_cursor", true).putArray("default_cursor_field").add("updated_at");
    stream.putArray("source_defined_primary_key").addArray().add("id");
    return stream.toString();
  }

  /** Sets what {@code spec} answers. */
  public FakeConnector withSpec(String specJson) {
    return on("spec", Step.emit("{\"type\":\"SPEC\",\"spec\":" + parse(specJson) + "}"));
  }

  /** Sets what {@code discover} answers. */
  public FakeConnector withCatalog(String catalogJson) {
    return on(
        "discover", Step.emit("{\"type\":\"CATALOG\",\"catalog\":" + parse(catalogJson) + "}"));
  }

  /** Sets the streams that {@code discover} offers, all with {@link #SCHEMA}. */
  public FakeConnector withStreams(String... names) {
    return withCatalog(
        "{\"streams\":["
            + String.join(",", List.of(names).stream().map(name -> stream(name, SCHEMA)).toList())
            + "]}");
  }

  /** Sets what {@code read} does; behind the last step it ends with exit code 0. */
  public FakeConnector onRead(Step... steps) {
    return on("read", steps);
  }

  /** Sets what {@code write} does, for the role of a destination. */
  public FakeConnector onWrite(Step... steps) {
    return on("write", steps);
  }

  /** Sets what a command does. */
  public FakeConnector on(String command, Step... steps) {
    Map<String, List<Step>> copy = new TreeMap<>(commands);
    copy.put(command, List.of(steps));
    return new FakeConnector(copy);
  }

  /** Installs the connector into the folder as {@code source-fake}. */
  public Connector install(Path folder) throws IOException {
    return Connector.executable(installAs(folder, "source-fake").toString());
  }

  /**
   * Writes the program and the scenario into the folder.
   *
   * @return the executable, to be used as {@code exec:PATH}
   */
  public Path installAs(Path folder, String name) throws IOException {
    Path directory = Files.createDirectories(folder).toAbsolutePath();
    Path program = directory.resolve(PROGRAM);
    try (InputStream in = FakeConnector.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IOException("The resource " + PROGRAM + " is missing in the jar.");
      }
      Files.write(program, in.readAllBytes());
    }
    Path scenario = directory.resolve(name + ".json");
    ObjectNode json = JSON.createObjectNode();
    ObjectNode byCommand = json.putObject("commands");
    commands.forEach((command, steps) -> byCommand.set(command, Step.toJson(steps)));
    Files.writeString(scenario, json.toString(), StandardCharsets.UTF_8);
    Path launcher = directory.resolve(name);
    // -S: the site packages would double the time to start.
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec "
            + quoted(python())
            + " -S "
            + quoted(program.toString())
            + " "
            + quoted(scenario.toString())
            + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return launcher;
  }

  /** The interpreter itself: what is found on the PATH may be a slow script in front of it. */
  private static String python() throws IOException {
    Process process =
        new ProcessBuilder("python3", "-S", "-c", "import sys; print(sys.executable)").start();
    String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return path.isBlank() ? "python3" : path.strip();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
