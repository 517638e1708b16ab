package io.github.airbyteio.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteMessage.FailureType;
import io.github.airbyteio.protocol.AirbyteMessage.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Parses a line of a connector's stdout, tolerantly: several messages on a line are all used,
 * unknown fields and types are accepted, what is no message is noise. Only a line that begins like
 * a RECORD or STATE may not be broken: data would be lost silently.
 */
public final class MessageParser {
  private static final ObjectMapper JSON = ProtocolJson.mapper();

  /** However the connector spaces its JSON, and wherever in the envelope it puts the type. */
  private static final Pattern CARRIES_DATA =
      Pattern.compile(
          "^\\s*\\{\\s*\"(type\"\\s*:\\s*\"(RECORD|STATE)|record\"\\s*:\\s*\\{|state\"\\s*:\\s*\\{)");

  private static final int START_CHARS = 200;

  private MessageParser() {}

  /** Parses the line in the buffer's slice; an empty line gives nothing. */
  public static List<AirbyteMessage> parse(byte[] buffer, int start, int end) {
    List<AirbyteMessage> messages = new ArrayList<>();
    int at = skipSpace(buffer, start, end);
    while (at < end) {
      if (buffer[at] != '{') {
        messages.add(noise(buffer, at, end));
        break;
      }
      int to = endOfValue(buffer, at, end);
      if (to < 0) {
        RepairedJson repaired = RepairedJson.of(buffer, at, end);
        if (repaired != null && endOfValue(repaired.json(), 0, repaired.json().length) > 0) {
          messages.addAll(repaired(repaired, buffer, at, end));
          break;
        }
        messages.add(
            beginsLikeData(buffer, at, end)
                ? new AirbyteMessage.Garbled("it is no valid JSON")
                : noise(buffer, at, end));
        break;
      }
      messages.add(message(buffer, at, to));
      at = skipSpace(buffer, to, end);
    }
    return messages;
  }

  /**
   * The messages of a repaired line. A record keeps its bytes, so that the conformer can say which
   * field they were in; a state in which something was replaced could not be handed back as it was.
   */
  private static List<AirbyteMessage> repaired(
      RepairedJson repaired, byte[] buffer, int start, int end) {
    byte[] json = repaired.json();
    List<AirbyteMessage> messages = new ArrayList<>(parse(json, 0, json.length));
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof AirbyteMessage.Record record && messages.size() == 1) {
        messages.set(
            i, new AirbyteMessage.Record(record.stream(), Arrays.copyOfRange(buffer, start, end)));
      } else if (messages.get(i) instanceof AirbyteMessage.State && repaired.lossy()) {
        messages.set(
            i,
            new AirbyteMessage.Garbled(
                "a STATE with bytes that are no UTF-8, or half a character in a name"));
      }
    }
    return messages;
  }

  private static int skipSpace(byte[] buffer, int start, int end) {
    int at = start;
    while (at < end && (buffer[at] == ' ' || buffer[at] == '\t' || buffer[at] == '\r')) {
      at++;
    }
    return at;
  }

  /** Where the JSON value that starts here ends, or -1 if it is no JSON. */
  private static int endOfValue(byte[] buffer, int start, int end) {
    try (JsonParser parser = JSON.createParser(buffer, start, end - start)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.currentToken() == JsonToken.END_OBJECT
          ? start + (int) parser.currentLocation().getByteOffset()
          : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private static boolean beginsLikeData(byte[] buffer, int start, int end) {
    String text =
        new String(buffer, start, Math.min(START_CHARS, end - start), StandardCharsets.UTF_8);
    return CARRIES_DATA.matcher(text).find();
  }

  private static AirbyteMessage noise(byte[] buffer, int start, int end) {
    return new AirbyteMessage.Noise(new String(buffer, start, end - start, StandardCharsets.UTF_8));
  }

  private static AirbyteMessage message(byte[] buffer, int start, int end) {
    try {
      JsonNode message = JSON.readTree(buffer, start, end - start);
      String type = message.path("type").asText();
      AirbyteMessage parsed =
          switch (type) {
            case "RECORD" -> record(message.path("record"), buffer, start, end);
            case "STATE" ->
                message.path("state").isObject()
                    ? StateMessages.parse(buffer, start, end)
                    : new AirbyteMessage.Garbled("a STATE without a state");
            case "LOG" -> log(message.path("log"));
            case "SPEC" -> spec(message.path("spec"));
            case "CONNECTION_STATUS" -> status(message.path("connectionStatus"));
            case "CATALOG" -> catalog(message.path("catalog"));
            case "TRACE" -> trace(message.path("trace"));
            case "CONTROL" -> control(message.path("control"));
            case "" -> noise(buffer, start, end);
            default -> null;
          };
      return parsed == null ? new AirbyteMessage.Ignored(type) : parsed;
    } catch (IOException e) {
      return new AirbyteMessage.Garbled("it is no valid JSON");
    }
  }

  private static AirbyteMessage record(JsonNode record, byte[] buffer, int start, int end) {
    if (!record.path("stream").isTextual() || !record.path("data").isObject()) {
      return new AirbyteMessage.Garbled("a RECORD without a stream or data");
    }
    StreamDescriptor stream =
        StreamDescriptor.of(record.path("namespace").asText(null), record.path("stream").asText());
    return new AirbyteMessage.Record(stream, Arrays.copyOfRange(buffer, start, end));
  }

  private static @Nullable AirbyteMessage log(JsonNode log) {
    return log.isObject()
        ? new AirbyteMessage.Log(log.path("level").asText("INFO"), log.path("message").asText())
        : null;
  }

  private static @Nullable AirbyteMessage spec(JsonNode spec) {
    return spec.path("connectionSpecification").isObject()
        ? new AirbyteMessage.Spec((ObjectNode) spec)
        : null;
  }

  private static @Nullable AirbyteMessage status(JsonNode status) {
    return status.path("status").isTextual()
        ? new AirbyteMessage.ConnectionStatus(
            status.path("status").asText().equals("SUCCEEDED"), status.path("message").asText(null))
        : null;
  }

  private static @Nullable AirbyteMessage catalog(JsonNode catalog) {
    return catalog.path("streams").isArray()
        ? new AirbyteMessage.Catalog(AirbyteCatalog.parse(catalog))
        : null;
  }

  private static @Nullable AirbyteMessage trace(JsonNode trace) {
    JsonNode error = trace.path("error");
    JsonNode status = trace.path("stream_status");
    if (trace.path("type").asText().equals("ERROR") && error.isObject()) {
      return new AirbyteMessage.TraceError(
          error.path("message").asText("unknown error"),
          error.path("internal_message").asText(null),
          error.path("stack_trace").asText(null),
          switch (error.path("failure_type").asText()) {
            case "config_error" -> FailureType.CONFIG_ERROR;
            case "transient_error" -> FailureType.TRANSIENT_ERROR;
            default -> FailureType.SYSTEM_ERROR;
          },
          descriptor(error.path("stream_descriptor")));
    }
    StreamDescriptor stream = descriptor(status.path("stream_descriptor"));
    if (!trace.path("type").asText().equals("STREAM_STATUS") || stream == null) {
      return null;
    }
    for (Status known : Status.values()) {
      if (known.name().equals(status.path("status").asText())) {
        return new AirbyteMessage.StreamStatus(stream, known, rateLimit(status));
      }
    }
    return null;
  }

  private static AirbyteMessage.@Nullable RateLimit rateLimit(JsonNode status) {
    for (JsonNode reason : status.path("reasons")) {
      if (reason.path("type").asText().equals("RATE_LIMITED")) {
        JsonNode reset = reason.path("rate_limited").path("quota_reset");
        return new AirbyteMessage.RateLimit(reset.isNumber() ? reset.asLong() : null);
      }
    }
    return null;
  }

  private static @Nullable AirbyteMessage control(JsonNode control) {
    JsonNode config = control.path("connectorConfig").path("config");
    return config.isObject() ? new AirbyteMessage.Control((ObjectNode) config) : null;
  }

  /** Returns the stream that a descriptor names, or null if it is none. */
  static @Nullable StreamDescriptor descriptor(JsonNode descriptor) {
    return descriptor.path("name").isTextual()
        ? StreamDescriptor.of(
            descriptor.path("namespace").asText(null), descriptor.path("name").asText())
        : null;
  }

  static OptionalDouble recordCount(JsonNode state) {
    JsonNode count = state.path("sourceStats").path("recordCount");
    return count.isNumber() ? OptionalDouble.of(count.asDouble()) : OptionalDouble.empty();
  }
}
