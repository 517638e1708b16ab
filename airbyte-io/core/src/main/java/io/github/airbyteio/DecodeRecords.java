package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/** Takes the records out of their blocks, one element a record, without a tree. */
final class DecodeRecords extends DoFn<RecordBlock, AirbyteRecord> {
  static final TupleTag<AirbyteRecord> RECORDS = new TupleTag<>() {};

  private static final JsonFactory FACTORY = ProtocolJson.factory();

  private final @Nullable RecordTimes times;
  private final DeadLetters deadLetters;

  /**
   * @param times null: elements have the times of their blocks
   */
  DecodeRecords(@Nullable RecordTimes times, DeadLetters deadLetters) {
    this.times = times;
    this.deadLetters = deadLetters;
  }

  @ProcessElement
  public void process(
      @Element RecordBlock block,
      @Timestamp org.joda.time.Instant blockTime,
      MultiOutputReceiver out)
      throws Exception {
    byte[] lines = block.rawLines();
    long line = 0;
    for (int from = 0; from < lines.length; ) {
      int to = Lines.end(lines, from);
      line++;
      List<AirbyteRecord> records = records(block.id().stream(), lines, from, to);
      if (!records.isEmpty()) {
        for (AirbyteRecord record : records) {
          output(record, blockTime, out);
        }
      } else if (deadLetters.open()) {
        deadLetters.route(
            out, block.id().stream(), lines, from, to, null, "the line is no RECORD.");
      } else {
        throw broken(block, line);
      }
      from = to + 1;
    }
  }

  private static AirbyteIoException broken(RecordBlock block, long line) {
    return new AirbyteIoException(
        Category.SOURCE,
        block.id().stream(),
        String.format(
            "Stream '%s': the connector wrote a line that begins like a record and is none, as record %d.",
            block.id().stream(), block.firstRecordNumber() + line),
        "Run again; if it happens again, give withErrorHandler() a handler that takes such lines,"
            + " and report it to the connector's authors.",
        null);
  }

  private void output(AirbyteRecord record, org.joda.time.Instant block, MultiOutputReceiver out)
      throws IOException {
    if (times == null) {
      out.get(RECORDS).output(record);
      return;
    }
    List<String> path = times.path(record.stream());
    String text = path == null ? null : RecordTimes.text(record.data(), path);
    out.get(RECORDS).outputWithTimestamp(record, RecordTimes.of(text, record.emittedAt(), block));
  }

  /** The records of a line: several where its messages are not divided; none if it is broken. */
  private static List<AirbyteRecord> records(
      StreamDescriptor stream, byte[] lines, int from, int to) {
    // The parser of bytes refuses what the one of characters reads: escaped emoji in names.
    String line = new String(lines, from, to - from, StandardCharsets.UTF_8);
    List<AirbyteRecord> records = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(line)) {
      while (parser.nextToken() != null) {
        AirbyteRecord record = record(stream, parser, line);
        if (record == null) {
          return List.of();
        }
        records.add(record);
      }
      return records;
    } catch (IOException e) {
      return List.of(); // Its message could quote the record.
    }
  }

  private static @Nullable AirbyteRecord record(
      StreamDescriptor stream, JsonParser parser, String line) throws IOException {
    String data = null;
    long emittedAt = System.currentTimeMillis();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isRecord = parser.currentName().equals("record");
      if (parser.nextToken() != JsonToken.START_OBJECT || !isRecord) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("data") && token == JsonToken.START_OBJECT) {
          int start = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          data = line.substring(start, (int) parser.currentLocation().getCharOffset());
        } else if (name.equals("emitted_at") && token.isNumeric()) {
          emittedAt = millis(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT && data != null
        ? AirbyteRecord.of(stream, data, Instant.ofEpochMilli(emittedAt))
        : null;
  }

  private static long millis(JsonParser parser) throws IOException {
    boolean isLong =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= 18;
    return isLong ? parser.getLongValue() : (long) parser.getDoubleValue();
  }

  @Override
  public Duration getAllowedTimestampSkew() {
    return times == null ? Duration.ZERO : times.allowedSkew();
  }
}
