package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.RepairedJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RecordBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Maps the records of one block by a function. All of a message but its data stays as the source
 * wrote it. A line that is no RECORD goes on as it is: it is refused where it is staged, together
 * with its block.
 */
final class BlockMapper {
  private static final JsonFactory FACTORY = ProtocolJson.factory();
  private static final ObjectMapper JSON = ProtocolJson.mapper();
  private static final ObjectWriter WRITER = writer();
  private static final ObjectWriter ESCAPING_WRITER =
      WRITER.with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private final StreamDescriptor stream;
  private final RecordBlock block;
  private final SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function;
  private final ByteArrayOutputStream mapped;
  private long seen;
  private long dropped;

  BlockMapper(
      RecordBlock block, SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function) {
    this.stream = block.id().stream();
    this.block = block;
    this.function = function;
    this.mapped = new ByteArrayOutputStream(block.bytes() + 1024);
  }

  /** What sources write, NaN and deep nesting included, is written again as it was. */
  private static ObjectWriter writer() {
    JsonFactory factory = ProtocolJson.factory();
    factory.setStreamWriteConstraints(
        StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build());
    return new ObjectMapper(factory).writer().without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);
  }

  /**
   * @throws AirbyteIoException if the function throws
   */
  RecordBlock map() {
    byte[] lines = block.rawLines();
    int from = 0;
    while (from < lines.length) {
      int to = from;
      while (to < lines.length && lines[to] != '\n') {
        to++;
      }
      mapLine(lines, from, to);
      from = to + 1;
    }
    return block.withLines(block.records() - dropped, mapped.toByteArray());
  }

  private void mapLine(byte[] lines, int from, int to) {
    int written = mapped.size();
    try {
      if (!splice(lines, from, to)) {
        RepairedJson repaired = RepairedJson.of(lines, from, to);
        if (repaired == null) {
          rewrite(Arrays.copyOfRange(lines, from, to), false);
        } else {
          rewrite(repaired.json(), repaired.lossy());
        }
      }
    } catch (IOException e) {
      if (mapped.size() != written) {
        throw new IllegalStateException("A line was written in part.", e);
      }
      mapped.write(lines, from, to - from);
      mapped.write('\n');
    }
  }

  /**
   * Maps a line that holds one message with one data object.
   *
   * @return false, with nothing done, if it is not such a line, or no valid JSON
   */
  private boolean splice(byte[] lines, int from, int to) {
    int dataFrom = -1;
    int dataTo = -1;
    long emittedAt = 0;
    try (JsonParser parser = FACTORY.createParser(lines, from, to - from)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean record = parser.currentName().equals("record");
        if (parser.nextToken() != JsonToken.START_OBJECT || !record) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken token = parser.nextToken();
          if (name.equals("emitted_at") && token.isNumeric()) {
            emittedAt = parser.getLongValue();
          } else if (name.equals("data")) {
            if (token != JsonToken.START_OBJECT || dataFrom >= 0) {
              return false;
            }
            dataFrom = from + (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            dataTo = from + (int) parser.currentLocation().getByteOffset();
          } else {
            parser.skipChildren();
          }
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT
          || parser.nextToken() != null
          || dataFrom < 0) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    String text = decoded(lines, dataFrom, dataTo);
    if (text == null) {
      return false;
    }
    ObjectNode data = apply(text, emittedAt);
    if (data != null) {
      mapped.write(lines, from, dataFrom - from);
      mapped.writeBytes(bytes(data));
      mapped.write(lines, dataTo, to - dataTo);
      mapped.write('\n');
    }
    return true;
  }

  /** The slice as text, or null if it is no UTF-8. */
  private static @Nullable String decoded(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Maps what needs a tree: several messages on a line, data twice, bytes that are no UTF-8. */
  private void rewrite(byte[] line, boolean repaired) throws IOException {
    List<JsonNode> messages = new ArrayList<>();
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(line)) {
      values.forEachRemaining(messages::add);
    } catch (RuntimeException e) {
      // So the iterator wraps what the parser throws.
      throw new IOException("no JSON", e);
    }
    for (JsonNode message : messages) {
      if (!(message.at("/record/data") instanceof ObjectNode)) {
        throw new IOException("no RECORD");
      }
    }
    for (JsonNode message : messages) {
      ObjectNode record = (ObjectNode) message.get("record");
      ObjectNode data = apply(text(WRITER, record.get("data")), record.path("emitted_at").asLong());
      if (data != null) {
        record.set("data", data);
        if (repaired) {
          noteRepairs(record, data);
        }
        mapped.writeBytes(bytes(message));
        mapped.write('\n');
      }
    }
  }

  /** The conformer will find nothing to repair any more, so what it would note is noted here. */
  private static void noteRepairs(ObjectNode record, ObjectNode data) {
    for (Map.Entry<String, JsonNode> field : data.properties()) {
      if ((field.getKey() + field.getValue()).indexOf('\uFFFD') >= 0) {
        record
            .withObject("/meta")
            .withArray("/changes")
            .addObject()
            .put("field", field.getKey())
            .put("change", "TRUNCATED")
            .put("reason", "SOURCE_SERIALIZATION_ERROR");
      }
    }
  }

  private @Nullable ObjectNode apply(String data, long emittedAt) {
    ObjectNode result;
    try {
      result = function.apply(AirbyteRecord.of(stream, data, Instant.ofEpochMilli(emittedAt)));
    } catch (RuntimeException e) {
      // Its message is left to the cause: it could quote the record.
      throw new AirbyteIoException(
          Category.USAGE,
          stream,
          String.format(
              "mapRecords: the function failed with %s at record %d of stream '%s'.",
              e.getClass().getSimpleName(), block.firstRecordNumber() + seen + 1, stream),
          "Correct the function and run again: it continues from what is committed.",
          e);
    }
    seen++;
    if (result == null) {
      dropped++;
    }
    return result;
  }

  /** The tree as UTF-8; half a character, which UTF-8 cannot hold, is escaped as the source did. */
  private static byte[] bytes(JsonNode tree) {
    String json = text(WRITER, tree);
    return StandardCharsets.UTF_8.newEncoder().canEncode(json)
        ? json.getBytes(StandardCharsets.UTF_8)
        : text(ESCAPING_WRITER, tree).getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(ObjectWriter writer, JsonNode tree) {
    try {
      return writer.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON cannot be written.", e);
    }
  }
}
