package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.time.Duration;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How a sync has ended, for people, for programs and for shells. */
final class SyncOutcome {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode streams;
  private final ArrayNode warnings;
  private final @Nullable ObjectNode error;

  /** The round of a continuous sync, or null. */
  private final @Nullable ObjectNode round;

  private SyncOutcome(
      ArrayNode streams,
      ArrayNode warnings,
      @Nullable ObjectNode error,
      @Nullable ObjectNode round) {
    this.streams = streams;
    this.warnings = warnings;
    this.error = error;
    this.round = round;
  }

  /**
   * @param report what the pipeline's last step has written
   */
  static SyncOutcome of(JsonNode report) {
    return new SyncOutcome(
        (ArrayNode) report.path("streams"),
        (ArrayNode) report.path("warnings"),
        report.path("error") instanceof ObjectNode error ? error : null,
        report.path("round") instanceof ObjectNode round ? round : null);
  }

  /** A sync that has ended without a report. */
  static SyncOutcome failed(AirbyteIoException failure) {
    ObjectNode error = JSON.createObjectNode();
    error.put("category", failure.category().name().toLowerCase(Locale.ROOT));
    error.put("stream", failure.stream() == null ? null : failure.stream().toString());
    error.put("message", failure.getMessage());
    error.put("hint", failure.hint());
    return new SyncOutcome(JSON.createArrayNode(), JSON.createArrayNode(), error, null);
  }

  /** A sync that had nothing to read. */
  static SyncOutcome nothing() {
    return new SyncOutcome(JSON.createArrayNode(), JSON.createArrayNode(), null, null);
  }

  private boolean anySucceeded() {
    for (JsonNode stream : streams) {
      if (stream.path("status").asText().equals("succeeded")) {
        return true;
      }
    }
    return false;
  }

  private String status() {
    return error == null ? "succeeded" : anySucceeded() ? "partial" : "failed";
  }

  int exitCode() {
    if (error == null) {
      return 0;
    }
    Category category = Category.valueOf(error.path("category").asText().toUpperCase(Locale.ROOT));
    boolean streamsOwn = category == Category.SOURCE && !error.path("stream").isNull();
    return streamsOwn && anySucceeded() ? Failures.PARTIAL : Failures.exitCode(category);
  }

  /** The document that {@code --json} promises. */
  ObjectNode document(@Nullable String connection, Duration took) {
    ObjectNode document = JSON.createObjectNode();
    document.put("status", status());
    document.put("connection", connection);
    document.put("duration_seconds", took.toMillis() / 1000.0);
    if (round != null) {
      document.set("round", round);
    }
    document.set("streams", streams);
    document.set("warnings", warnings);
    document.set("error", error);
    return document;
  }

  /**
   * @param oneLine whether the JSON document is one of several, each on a line
   */
  void print(@Nullable String connection, Duration took, boolean json, boolean oneLine) {
    printDocument(document(connection, took), took, json, oneLine);
  }

  /**
   * @param document what {@link #document} gave, and perhaps more
   */
  void printDocument(ObjectNode document, Duration took, boolean json, boolean oneLine) {
    if (json) {
      System.out.println(oneLine ? document.toString() : document.toPrettyString());
    }
    JsonNode shown = document.path("streams");
    if (!shown.isEmpty()) {
      System.err.print(StreamTable.of(shown));
    }
    for (JsonNode stream : shown) {
      for (JsonNode change : stream.path("schema_changes")) {
        System.err.println("Table of " + stream.path("name").asText() + ": " + change.asText());
      }
    }
    for (JsonNode warning : warnings) {
      System.err.println("Warning: " + warning.asText());
    }
    if (error != null) {
      System.err.println("Error: " + error.path("message").asText());
      if (error.path("hint").isTextual()) {
        System.err.println(error.path("hint").asText());
      }
    } else {
      System.err.println(summary(took));
    }
  }

  private String summary(Duration took) {
    long read = 0;
    for (JsonNode stream : streams) {
      read += stream.path("records_read").asLong();
    }
    String time = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    return read == 0
        ? "Nothing new: the source sent no records (" + time + ")."
        : "Done: " + read + " records in " + time + ".";
  }
}
