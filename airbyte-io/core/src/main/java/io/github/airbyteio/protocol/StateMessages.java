package io.github.airbyteio.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Reads STATE messages. What is kept is copied from the line, so that key order, unknown fields and
 * the digits of numbers stay as the source wrote them.
 */
final class StateMessages {
  private static final ObjectMapper JSON = ProtocolJson.mapper();
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  /** Bookkeeping of one run, which is not part of the state. */
  private static final Set<String> DROPPED =
      Set.of("sourceStats", "destinationStats", "id", "partition_id");

  private StateMessages() {}

  static AirbyteMessage parse(byte[] buffer, int start, int end) throws IOException {
    JsonNode state = JSON.readTree(buffer, start, end - start).path("state");
    String json = withoutBookkeeping(buffer, start, end);
    return switch (state.path("type").asText("LEGACY")) {
      case "STREAM" -> {
        StreamDescriptor stream =
            MessageParser.descriptor(state.path("stream").path("stream_descriptor"));
        yield stream == null
            ? new AirbyteMessage.Garbled("a STREAM state without a stream")
            : message(AirbyteState.of(AirbyteState.Kind.STREAM, stream, json), state);
      }
      case "GLOBAL" -> message(AirbyteState.of(AirbyteState.Kind.GLOBAL, null, json), state);
      case "LEGACY" -> message(AirbyteState.of(AirbyteState.Kind.LEGACY, null, json), state);
      default -> new AirbyteMessage.Garbled("a STATE of an unknown type");
    };
  }

  private static AirbyteMessage message(AirbyteState state, JsonNode json) {
    boolean clears =
        state.kind() == AirbyteState.Kind.STREAM && !json.path("stream").hasNonNull("stream_state");
    return new AirbyteMessage.State(state, clears, MessageParser.recordCount(json));
  }

  private static String withoutBookkeeping(byte[] buffer, int start, int end) throws IOException {
    try (JsonParser parser = FACTORY.createParser(buffer, start, end - start)) {
      parser.nextToken();
      String kept = "{}";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isState = parser.currentName().equals("state");
        parser.nextToken();
        if (isState) {
          kept = members(parser, buffer, start);
        } else {
          parser.skipChildren();
        }
      }
      return kept;
    }
  }

  private static String members(JsonParser parser, byte[] buffer, int start) throws IOException {
    StringBuilder kept = new StringBuilder("{");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int from = start + (int) parser.currentTokenLocation().getByteOffset();
      parser.nextToken();
      parser.skipChildren();
      parser.finishToken();
      int to = start + (int) parser.currentLocation().getByteOffset();
      if (!DROPPED.contains(name)) {
        kept.append(kept.length() > 1 ? "," : "")
            .append(new String(buffer, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return kept.append('}').toString();
  }
}
