package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.beam.sdk.transforms.DoFn;

/** Takes the records out of their blocks, one element a record. */
final class DecodeRecords extends DoFn<RecordBlock, AirbyteRecord> {
  // Digits are kept: a record's numbers are the source's.
  private static final ObjectReader READER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxNestingDepth(10_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .readerFor(JsonNode.class);

  @ProcessElement
  public void process(@Element RecordBlock block, OutputReceiver<AirbyteRecord> out)
      throws IOException {
    // The parser of bytes refuses what the one of characters reads: escaped emoji in names.
    try (Reader lines = new InputStreamReader(block.lines(), StandardCharsets.UTF_8);
        MappingIterator<JsonNode> messages = READER.readValues(lines)) {
      while (messages.hasNextValue()) {
        JsonNode record = messages.nextValue().path("record");
        out.output(
            AirbyteRecord.of(
                block.id().stream(),
                record.path("data").toString(),
                Instant.ofEpochMilli(record.path("emitted_at").asLong())));
      }
    }
  }
}
