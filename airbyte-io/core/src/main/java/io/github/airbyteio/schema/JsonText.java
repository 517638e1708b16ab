package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.airbyteio.protocol.ProtocolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The texts behind JSON strings. */
final class JsonText {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  private JsonText() {}

  /** The text of a string, without quotes and escapes, or the JSON of anything else; as UTF-8. */
  static byte[] utf8(Slice json) {
    byte[] bytes = json.bytes;
    int from = json.offset;
    int to = from + json.length;
    if (bytes[from] != '"') {
      return Arrays.copyOfRange(bytes, from, to);
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return unescaped(json).getBytes(StandardCharsets.UTF_8);
      }
    }
    return Arrays.copyOfRange(bytes, from + 1, to - 1);
  }

  private static String unescaped(Slice json) {
    try (JsonParser parser = FACTORY.createParser(json.bytes, json.offset, json.length)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new UncheckedIOException("The conformer gave a string that is none.", e);
    }
  }
}
