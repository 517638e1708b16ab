package io.github.airbyteio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms the records of one stream and turns them into rows; a value that does not conform is
 * null.
 */
final class ConvertToRows extends DoFn<RecordBlock, Row> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ValueLimits LIMITS =
      ValueLimits.builder()
          .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
          .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
          .setNumbersAreDoubles(false)
          .setMaxTextBytes(Integer.MAX_VALUE)
          .setMinYear(1)
          .setMaxYear(9999)
          .build();

  private final StreamDescriptor stream;
  private final RecordShape shape;
  private final Schema schema;
  private transient @Nullable RecordConformer conformer;

  ConvertToRows(StreamDescriptor stream, RecordShape shape, Schema schema) {
    this.stream = stream;
    this.shape = shape;
    this.schema = schema;
  }

  @ProcessElement
  public void process(@Element RecordBlock block, OutputReceiver<Row> out) throws IOException {
    if (!block.id().stream().equals(stream)) {
      return;
    }
    if (conformer == null) {
      conformer = new RecordConformer(shape, LIMITS);
    }
    conformer.conform(block.rawLines(), 0, block.bytes(), new RowBuilder(out));
  }

  private final class RowBuilder implements RowHandler {
    private final OutputReceiver<Row> out;
    private Object[] values = new Object[0];

    RowBuilder(OutputReceiver<Row> out) {
      this.out = out;
    }

    @Override
    public void startRow(long emittedAtMillis) {
      values = new Object[shape.schema().columns().size()];
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      String text = new String(json, offset, length, StandardCharsets.UTF_8);
      values[column] = convert(shape.schema().columns().get(column).type(), text);
    }

    @Override
    public void endRow(@Nullable String meta) {
      out.output(Row.withSchema(schema).addValues(values).build());
    }
  }

  private static Object convert(AirbyteType type, String json) {
    return switch (type) {
      case BOOLEAN -> Boolean.valueOf(json);
      case INTEGER -> Long.valueOf(json);
      case NUMBER -> new BigDecimal(json);
      case DATE -> LocalDate.parse(text(json));
      case TIME_WITHOUT_TIMEZONE -> LocalTime.parse(text(json));
      case TIMESTAMP_WITH_TIMEZONE -> Instant.parse(text(json));
      case TIMESTAMP_WITHOUT_TIMEZONE -> LocalDateTime.parse(text(json));
      case STRING, TIME_WITH_TIMEZONE -> text(json);
      case ARRAY, OBJECT, UNION, UNKNOWN -> json;
    };
  }

  private static String text(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      return node.textValue();
    } catch (IOException e) {
      throw new UncheckedIOException("The conformer gave a string that is none.", e);
    }
  }
}
