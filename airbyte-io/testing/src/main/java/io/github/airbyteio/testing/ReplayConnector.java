package io.github.airbyteio.testing;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A source connector that replays a file of messages: a shell script, so it starts at once and
 * writes as fast as {@code cat}.
 *
 * <pre>{@code
 * Path messages = ReplayConnector.fiveStrings(folder.resolve("messages.jsonl"), 1_000_000, 50_000);
 * Path script = ReplayConnector.write(folder, ReplayConnector.FIVE_STRINGS_CATALOG, messages);
 * Connection replay = Connection.of(Connector.executable(script.toString()));
 * }</pre>
 *
 * <p>It takes any configuration, and replays the whole file whatever the state.
 */
public final class ReplayConnector {
  /** The catalog of {@link #fiveStrings}: one incremental stream {@code strings} without a key. */
  public static final String FIVE_STRINGS_CATALOG =
      "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[{\"name\":\"strings\",\"json_schema\":{\"type\":\"object\",\"properties\":{"
          + "\"field1\":{\"type\":\"string\"},\"field2\":{\"type\":\"string\"},\"field3\":{\"type\":\"string\"},"
          + "\"field4\":{\"type\":\"string\"},\"field5\":{\"type\":\"string\"}}},"
          + "\"supported_sync_modes\":[\"full_refresh\",\"incremental\"],\"source_defined_cursor\":true}]}}";

  private static final String SCRIPT =
      """
      #!/bin/sh
      here=$(dirname "$0")
      case $1 in
        spec) echo '{"type":"SPEC","spec":{"connectionSpecification":{"type":"object"}}}' ;;
        check) echo '{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}' ;;
        discover) cat "$here/catalog.json" ;;
        read) exec cat "$(cat "$here/messages")" ;;
        *) echo "unknown command: $1" >&2; exit 2 ;;
      esac
      """;

  private ReplayConnector() {}

  /**
   * Writes the connector into the folder.
   *
   * @param catalog the CATALOG message, one line
   * @param messages the messages to replay, a line each
   * @return the script, to be used as {@code exec:SCRIPT} or {@code Connector.executable(SCRIPT)}
   */
  public static Path write(Path folder, String catalog, Path messages) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("catalog.json"), catalog + "\n");
    Files.writeString(folder.resolve("messages"), messages.toAbsolutePath().toString());
    Path script = folder.resolve("source-replay");
    Files.writeString(script, SCRIPT);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  /**
   * Writes records of five strings, about 250 bytes a line, with a STATE behind each so many
   * records.
   *
   * @return the file
   */
  public static Path fiveStrings(Path file, int records, int stateEvery) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int i = 1; i <= records; i++) {
        out.write("{\"type\":\"RECORD\",\"record\":{\"stream\":\"strings\",\"data\":{");
        for (int field = 1; field <= 5; field++) {
          out.write(
              String.format(
                  "%s\"field%d\":\"value of field %d %08d\"",
                  field == 1 ? "" : ",", field, field, i));
        }
        out.write("},\"emitted_at\":1720000000000}}\n");
        if (i % stateEvery == 0 || i == records) {
          out.write(
              "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"strings\"},"
                  + "\"stream_state\":{\"record\":"
                  + i
                  + "}}}}\n");
        }
      }
    }
    return file;
  }
}
