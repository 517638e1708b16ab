package io.github.airbyteio.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** States as the file of {@code --state} holds them. */
public final class StateFile {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  private StateFile() {}

  /** An array of typed states; the data of a LEGACY state alone, as it was. */
  public static String toJson(Collection<AirbyteState> states) {
    for (AirbyteState state : states) {
      if (state.kind() == AirbyteState.Kind.LEGACY) {
        return LegacyStates.data(state.json());
      }
    }
    return states.stream().map(AirbyteState::json).collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * Reads what {@link #toJson} prints: an array of states, or of STATE messages; an object that is
   * neither is the data of a LEGACY state. What is kept is copied to the character.
   *
   * @throws AirbyteIoException of category USAGE that names the element that cannot be used
   */
  public static List<AirbyteState> parse(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    RepairedJson repaired = RepairedJson.of(utf8, 0, utf8.length);
    byte[] bytes = repaired == null || repaired.lossy() ? utf8 : repaired.json();
    List<AirbyteState> states = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        states.add(state(object(parser, bytes), "$", true));
      } else if (parser.currentToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          String path = "$[" + states.size() + "]";
          states.add(state(object(parser, bytes), path, false));
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
          throw unusable("$[" + states.size() + "]", "is no object");
        }
      } else {
        throw unusable("$", "is neither an array nor an object");
      }
      if (parser.nextToken() != null) {
        throw unusable("$", "is followed by something else");
      }
    } catch (JsonProcessingException e) {
      throw unusable("$", "is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireOneKind(states);
    return states;
  }

  private static String object(JsonParser parser, byte[] bytes) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int to = (int) parser.currentLocation().getByteOffset();
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static AirbyteState state(String json, String path, boolean alone) throws IOException {
    JsonNode node = ProtocolJson.mapper().readTree(json);
    String message;
    if (node.path("type").asText().equals("STATE")) {
      message = json;
    } else if (node.has("type") || node.has("stream") || node.has("global")) {
      message = "{\"type\":\"STATE\",\"state\":" + json + "}";
    } else if (alone) {
      message = "{\"type\":\"STATE\",\"state\":{\"type\":\"LEGACY\",\"data\":" + json + "}}";
    } else {
      throw unusable(path, "has no type");
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    AirbyteMessage parsed = StateMessages.parse(bytes, 0, bytes.length);
    if (parsed instanceof AirbyteMessage.State state) {
      return state.state();
    }
    throw unusable(path, "is " + ((AirbyteMessage.Garbled) parsed).reason());
  }

  private static void requireOneKind(List<AirbyteState> states) {
    Set<StreamDescriptor> streams = new HashSet<>();
    for (int i = 0; i < states.size(); i++) {
      AirbyteState state = states.get(i);
      if (state.kind() != states.get(0).kind()) {
        throw unusable(
            "$[" + i + "]", "is of kind " + state.kind() + ", $[0] of " + states.get(0).kind());
      }
      if (!streams.add(state.stream()) && state.stream() != null) {
        throw unusable("$[" + i + "]", "is a second state of stream '" + state.stream() + "'");
      }
      if (state.stream() == null && i > 0) {
        throw unusable("$[" + i + "]", "is a second state of all streams");
      }
    }
  }

  private static AirbyteIoException unusable(String path, String why) {
    return new AirbyteIoException(
        Category.USAGE,
        "The states cannot be used: " + path + " " + why + ".",
        "Give an array of states of one kind, as 'airbyteio state export' prints it.");
  }
}
