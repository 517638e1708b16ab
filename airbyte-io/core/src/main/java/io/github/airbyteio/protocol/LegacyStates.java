package io.github.airbyteio.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Takes the blob out of a LEGACY state. */
final class LegacyStates {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  private LegacyStates() {}

  /** The {@code data} member as it was written; an empty object when there is none. */
  static String data(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = parser.currentName().equals("data");
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        if (isData) {
          int to = (int) parser.currentLocation().getByteOffset();
          return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
      }
      return "{}";
    } catch (IOException e) {
      throw new UncheckedIOException("A stored LEGACY state is no JSON.", e);
    }
  }
}
