package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes rows as RECORD lines and gathers those of a bundle into blocks. A bundle that is executed
 * again gives blocks of other identities. The input must be in the global window.
 */
final class GatherRows extends DoFn<Row, RecordBlock> {
  /** As large as the blocks of connectors. */
  private static final int BLOCK_BYTES = 2 << 20;

  /** The last character before the surrogates. */
  private static final int LAST_PLAIN_CHAR = 0xD7FF;

  /**
   * Surrogates are escaped: half of a pair, which UTF-8 has not, then reaches the conformer, where
   * the writer would refuse it.
   */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .highestNonEscapedChar(LAST_PLAIN_CHAR)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private final StreamDescriptor stream;
  private final Schema schema;
  private transient ValueMapping.@Nullable RowWriter writer;
  private transient @Nullable OpenBundle bundle;
  private transient @Nullable String attempt;
  private transient long nextIndex;

  GatherRows(StreamDescriptor stream, Schema schema) {
    this.stream = stream;
    this.schema = schema;
  }

  @Setup
  public void setUp() {
    writer = new ValueMapping.RowWriter("", schema);
    attempt = UUID.randomUUID().toString();
    nextIndex = 0;
  }

  @StartBundle
  public void start() {
    bundle = new OpenBundle();
  }

  @ProcessElement
  public void process(@Element Row row, OutputReceiver<RecordBlock> out) throws IOException {
    bundle.add(row);
    if (bundle.lines.size() >= BLOCK_BYTES) {
      out.output(bundle.close());
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    if (bundle.records > 0) {
      context.output(bundle.close(), GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    }
    bundle = null;
  }

  /** The rows of the bundle that are in no block yet. */
  private final class OpenBundle {
    private final long emittedAt = System.currentTimeMillis();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(16 << 10);
    private long firstRecordNumber;
    private long records;

    void add(Row row) throws IOException {
      try (JsonGenerator json = FACTORY.createGenerator(lines)) {
        json.writeStartObject();
        json.writeStringField("type", "RECORD");
        json.writeObjectFieldStart("record");
        json.writeStringField("stream", stream.name());
        json.writeNumberField("emitted_at", emittedAt);
        json.writeFieldName("data");
        writer.write(row, json);
        json.writeEndObject();
        json.writeEndObject();
      }
      lines.write('\n');
      records++;
    }

    RecordBlock close() {
      RecordBlock block =
          RecordBlock.of(
              BlockId.of(attempt, stream, nextIndex++),
              firstRecordNumber,
              records,
              lines.toByteArray());
      firstRecordNumber += records;
      records = 0;
      lines.reset();
      return block;
    }
  }
}
