package io.github.airbyteio.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One thing that a {@link FakeConnector} does. Immutable.
 *
 * <p>A stream is named {@code name}, or {@code namespace|name}.
 */
public final class Step {
  /** How a destination acknowledges the states that it takes. */
  public enum Acknowledge {
    EACH,
    TWICE,
    /** All of them, in their order, after the end of its input. */
    LATE,
    /** All of them, the last one first, after the end of its input. */
    REVERSED,
    NEVER
  }

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String name;
  private final JsonNode value;

  private Step(String name, JsonNode value) {
    this.name = name;
    this.value = value;
  }

  /** Writes the text and a newline to stdout, flushed: a message, or anything else. */
  public static Step emit(String line) {
    return new Step("emit", TextNode.valueOf(line));
  }

  /** The same without a flush: whether it arrives is up to Python's buffering. */
  public static Step print(String line) {
    return new Step("print", TextNode.valueOf(line));
  }

  /** Writes exactly these bytes to stdout. */
  public static Step raw(byte[] bytes) {
    return new Step("raw", TextNode.valueOf(HexFormat.of().formatHex(bytes)));
  }

  /** Writes exactly this text, in UTF-8, to stdout. */
  public static Step raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Emits a RECORD with this data. */
  public static Step record(String stream, String dataJson) {
    return emit(
        "{\"type\":\"RECORD\",\"record\":{"
            + names(stream, "stream")
            + ",\"data\":"
            + dataJson
            + ",\"emitted_at\":1700000000000}}");
  }

  /** Emits RECORDs of {@link FakeConnector#SCHEMA} with the ids {@code from} to {@code to}. */
  public static Step records(String stream, int from, int to) {
    return new Step(
        "records", JSON.objectNode().put("stream", stream).put("from", from).put("to", to));
  }

  /** Emits one RECORD of {@link FakeConnector#SCHEMA} whose name is so many letters {@code x}. */
  public static Step largeRecord(String stream, int id, long letters) {
    return new Step(
        "large", JSON.objectNode().put("stream", stream).put("id", id).put("letters", letters));
  }

  /** Emits a STREAM state without counts. */
  public static Step state(String stream, String stateJson) {
    return emit(
        "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{"
            + names(stream, "name")
            + "},\"stream_state\":"
            + stateJson
            + "}}}");
  }

  /** Emits a STREAM state that says how many records came since the last one. */
  public static Step state(String stream, String stateJson, double recordCount) {
    return emit(
        "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{"
            + names(stream, "name")
            + "},\"stream_state\":"
            + stateJson
            + "},\"sourceStats\":{\"recordCount\":"
            + recordCount
            + "}}}");
  }

  /**
   * Behaves like a good incremental source: STARTED, the records behind the cursors of the given
   * state up to {@code to}, in turn for all streams, with a state each {@code stateEvery} records,
   * COMPLETE.
   */
  public static Step incremental(Kind kind, int to, int stateEvery, String... streams) {
    return incremental(kind, to, stateEvery, false, Duration.ZERO, streams);
  }

  /** As above, slowly: it says nothing for this time before each turn of all streams. */
  public static Step incrementalWithPauses(
      Kind kind, int to, int stateEvery, Duration pause, String... streams) {
    return incremental(kind, to, stateEvery, false, pause, streams);
  }

  /** As above; a restart sends the record at its cursor again, as the protocol allows. */
  public static Step incrementalRepeatingBoundary(
      Kind kind, int to, int stateEvery, String... streams) {
    return incremental(kind, to, stateEvery, true, Duration.ZERO, streams);
  }

  /** The kind of state that {@link #incremental} sends. */
  public enum Kind {
    STREAM,
    GLOBAL,
    LEGACY
  }

  private static Step incremental(
      Kind kind,
      int to,
      int stateEvery,
      boolean repeatsBoundary,
      Duration pause,
      String... streams) {
    ObjectNode value = JSON.objectNode();
    value.put("kind", kind.name()).put("to", to).put("stateEvery", stateEvery);
    value.put("repeatsBoundary", repeatsBoundary).put("pause", pause.toMillis() / 1000.0);
    ArrayNode names = value.putArray("streams");
    for (String stream : streams) {
      names.add(stream);
    }
    return new Step("incremental", value);
  }

  /** Emits a STREAM_STATUS: STARTED, RUNNING, COMPLETE, INCOMPLETE. */
  public static Step status(String stream, String status) {
    return new Step("status", JSON.objectNode().put("stream", stream).put("status", status));
  }

  /** Emits the status RUNNING with the reason RATE_LIMITED. */
  public static Step rateLimited(String stream, long quotaResetEpochMillis) {
    ObjectNode value = JSON.objectNode().put("stream", stream).put("status", "RUNNING");
    value
        .putArray("reasons")
        .addObject()
        .put("type", "RATE_LIMITED")
        .putObject("rate_limited")
        .put("quota_reset", quotaResetEpochMillis);
    return new Step("status", value);
  }

  /**
   * Emits a TRACE of type ERROR.
   *
   * @param stream or null, if the error belongs to none
   * @param failureType {@code system_error}, {@code config_error} or {@code transient_error}
   */
  public static Step error(@Nullable String stream, String failureType, String message) {
    ObjectNode error = JSON.objectNode().put("message", message).put("failure_type", failureType);
    if (stream != null) {
      error.set("stream_descriptor", descriptor(stream));
    }
    ObjectNode line = JSON.objectNode().put("type", "TRACE");
    line.putObject("trace")
        .put("type", "ERROR")
        .put("emitted_at", 1700000000000.0)
        .set("error", error);
    return emit(line.toString());
  }

  /** Emits a CONTROL message with a new config. */
  public static Step newConfig(String configJson) {
    return emit(
        "{\"type\":\"CONTROL\",\"control\":{\"type\":\"CONNECTOR_CONFIG\",\"emitted_at\":1700000000000,"
            + "\"connectorConfig\":{\"config\":"
            + configJson
            + "}}}");
  }

  /** Emits a LOG of level INFO. */
  public static Step log(String message) {
    ObjectNode line = JSON.objectNode().put("type", "LOG");
    line.putObject("log").put("level", "INFO").put("message", message);
    return emit(line.toString());
  }

  /** Writes a line to stderr. */
  public static Step err(String text) {
    return new Step("err", TextNode.valueOf(text));
  }

  /** Writes so many lines, of so many bytes each, to stderr. */
  public static Step floodStderr(int lines, int bytes) {
    return flood("stderr", lines, bytes);
  }

  /** Writes so many lines of no meaning, of so many bytes each, to stdout. */
  public static Step floodStdout(int lines, int bytes) {
    return flood("stdout", lines, bytes);
  }

  private static Step flood(String to, int lines, int bytes) {
    return new Step(
        "flood", JSON.objectNode().put("to", to).put("lines", lines).put("bytes", bytes));
  }

  /** Appends the process id to the file: the test that waits for it knows how far the fake is. */
  public static Step reach(Path file) {
    return new Step("reach", path(file));
  }

  /** Waits until the file exists. */
  public static Step gate(Path file) {
    return new Step("gate", path(file));
  }

  /** Stays alive and silent. */
  public static Step hang() {
    return new Step("hang", JSON.nullNode());
  }

  public static Step closeStdout() {
    return new Step("close", TextNode.valueOf("stdout"));
  }

  public static Step ignoreTerm() {
    return new Step("ignore", TextNode.valueOf("TERM"));
  }

  /** Leaves a child that hangs and keeps stdout open, also after the end of the connector. */
  public static Step forkHoldingStdout(Path pidFile) {
    return fork(JSON.objectNode().put("holdsStdout", true), pidFile);
  }

  /** Leaves a child that hangs and ignores SIGTERM. */
  public static Step forkIgnoringTerm(Path pidFile) {
    return fork(JSON.objectNode().put("ignoresTerm", true), pidFile);
  }

  /** Leaves a child that has left the process group, holds stdout open and ignores SIGTERM. */
  public static Step forkOutsideGroup(Path pidFile) {
    return fork(
        JSON.objectNode().put("newSession", true).put("holdsStdout", true).put("ignoresTerm", true),
        pidFile);
  }

  private static Step fork(ObjectNode value, Path pidFile) {
    value.set("pidFile", path(pidFile));
    return new Step("fork", value);
  }

  public static Step exit(int code) {
    return new Step("exit", JSON.numberNode(code));
  }

  /** Sends itself a signal, such as {@code KILL}. */
  public static Step kill(String signal) {
    return new Step("kill", TextNode.valueOf(signal));
  }

  /** From here on it lives for so many records: the next one would be behind its SIGKILL. */
  public static Step dieAfterRecords(int records) {
    return new Step("mortal", JSON.numberNode(records));
  }

  /** Does the steps only in the run of this number, counted by command from 1. */
  public static Step onRun(int run, Step... then) {
    return when("run", JSON.numberNode(run), List.of(then), List.of());
  }

  /** Does the steps if the state file contains the text, as it is written there. */
  public static Step whenState(String contains, Step... then) {
    return when("stateContains", TextNode.valueOf(contains), List.of(then), List.of());
  }

  /** Does the steps if no state was given. */
  public static Step whenNoState(Step... then) {
    return when("noState", JSON.booleanNode(true), List.of(then), List.of());
  }

  /** Does the one or the other, by whether the config file contains the text. */
  public static Step whenConfig(String contains, List<Step> then, List<Step> otherwise) {
    return when("configContains", TextNode.valueOf(contains), then, otherwise);
  }

  private static Step when(String test, JsonNode value, List<Step> then, List<Step> otherwise) {
    ObjectNode when = JSON.objectNode();
    when.putObject("condition").set(test, value);
    when.set("then", toJson(then));
    when.set("otherwise", toJson(otherwise));
    return new Step("when", when);
  }

  public static Step repeat(int times, Step... steps) {
    ObjectNode value = JSON.objectNode().put("times", times);
    value.set("steps", toJson(List.of(steps)));
    return new Step("repeat", value);
  }

  /** Does the steps again and again. */
  public static Step forever(Step... steps) {
    ObjectNode value = JSON.objectNode().putNull("times");
    value.set("steps", toJson(List.of(steps)));
    return new Step("repeat", value);
  }

  /**
   * Appends a JSON object to the file: {@code pid}, {@code argv}, {@code environment}, {@code
   * folder}, {@code folderMode}, {@code files} with their modes, and the texts of {@code config},
   * {@code catalog} and {@code state}.
   */
  public static Step noteLaunch(Path file) {
    return new Step("launch", path(file));
  }

  /**
   * Destination: takes lines from stdin and acknowledges their states.
   *
   * @param lines how many; null: to the end
   * @param receivedFile gets the lines that came, or null
   */
  public static Step consume(
      Acknowledge acknowledge, @Nullable Integer lines, @Nullable Path receivedFile) {
    ObjectNode value = JSON.objectNode().put("acknowledge", acknowledge.name());
    value.put("lines", lines);
    if (receivedFile != null) {
      value.set("receivedFile", path(receivedFile));
    }
    return new Step("consume", value);
  }

  static ArrayNode toJson(List<Step> steps) {
    ArrayNode array = JSON.arrayNode();
    steps.forEach(step -> array.addObject().set(step.name, step.value));
    return array;
  }

  private static TextNode path(Path file) {
    return TextNode.valueOf(file.toAbsolutePath().toString());
  }

  private static ObjectNode descriptor(String stream) {
    ObjectNode descriptor = MAPPER.createObjectNode();
    int bar = stream.indexOf('|');
    if (bar > 0) {
      descriptor.put("namespace", stream.substring(0, bar));
    }
    return descriptor.put("name", stream.substring(bar + 1));
  }

  /** The members that name a stream, the braces left out. */
  private static String names(String stream, String nameMember) {
    ObjectNode names = descriptor(stream);
    names.set(nameMember, names.remove("name"));
    String json = names.toString();
    return json.substring(1, json.length() - 1);
  }

  @Override
  public String toString() {
    return name + " " + value;
  }
}
