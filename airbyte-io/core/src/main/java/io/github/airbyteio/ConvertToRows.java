package io.github.airbyteio;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.MalformedRecordException;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.math.BigInteger;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Conforms the records of one stream and turns them into rows. A value that does not conform is
 * null; where there is a handler for dead letters, its whole record goes there instead.
 */
final class ConvertToRows extends DoFn<RecordBlock, Row> {
  static final TupleTag<Row> ROWS = new TupleTag<>() {};

  static final ValueLimits LIMITS =
      ValueLimits.builder()
          .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
          .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
          .setNumbersAreDoubles(false)
          .setMaxTextBytes(Integer.MAX_VALUE)
          .setMinYear(1)
          .setMaxYear(9999)
          .build();

  private final StreamDescriptor stream;
  private final RowLayout layout;
  private final DeadLetters deadLetters;
  private transient @Nullable RecordConformer conformer;
  private transient @Nullable RowBuilder builder;

  ConvertToRows(StreamDescriptor stream, RowLayout layout, DeadLetters deadLetters) {
    this.stream = stream;
    this.layout = layout;
    this.deadLetters = deadLetters;
  }

  @ProcessElement
  public void process(
      @Element RecordBlock block, @Timestamp Instant blockTime, MultiOutputReceiver out)
      throws Exception {
    if (!block.id().stream().equals(stream)) {
      return;
    }
    if (conformer == null) {
      conformer = new RecordConformer(layout.shape(), LIMITS);
      builder = new RowBuilder(layout);
    }
    if (deadLetters.open()) {
      line(block, blockTime, out);
    } else {
      whole(block, blockTime, out);
    }
  }

  /** Converts a block at once. */
  private void whole(RecordBlock block, Instant blockTime, MultiOutputReceiver out)
      throws IOException {
    OutputReceiver<Row> rows = out.get(ROWS);
    builder.begin(blockTime, rows::outputWithTimestamp);
    try {
      ConformCounts counts = conformer.conform(block.rawLines(), 0, block.bytes(), builder);
      count(counts.recordsNulled() + builder.nestedNulled());
    } catch (MalformedRecordException e) {
      throw new AirbyteIoException(
          Category.SOURCE,
          stream,
          "Stream '"
              + stream
              + "': the connector wrote a line that begins like a record and is none: "
              + e.getMessage(),
          "Run again; if it happens again, give withErrorHandler() a handler that takes such lines,"
              + " and report it to the connector's authors.",
          e);
    }
  }

  /** Converts line by line: only what conforms as a whole becomes rows. */
  private void line(RecordBlock block, Instant blockTime, MultiOutputReceiver out)
      throws Exception {
    byte[] lines = block.rawLines();
    for (int from = 0; from < lines.length; ) {
      int to = Lines.end(lines, from);
      RowBuilder.Held held = new RowBuilder.Held();
      builder.begin(blockTime, held);
      try {
        ConformCounts counts = conformer.conform(lines, from, to - from, builder);
        if (counts.recordsNulled() + builder.nestedNulled() == 0) {
          held.release(out.get(ROWS));
        } else {
          deadLetters.route(
              out,
              stream,
              lines,
              from,
              to,
              null,
              "values do not conform: " + builder.lastChanges());
        }
      } catch (MalformedRecordException e) {
        deadLetters.route(out, stream, lines, from, to, e, "the line is no RECORD.");
      }
      from = to + 1;
    }
  }

  private void count(long nulled) {
    if (nulled > 0) {
      Metrics.counter("airbyteio", "records_nulled/" + stream).inc(nulled);
    }
  }

  @Override
  public Duration getAllowedTimestampSkew() {
    return layout.times() == null ? Duration.ZERO : layout.times().allowedSkew();
  }
}
