package io.github.airbyteio.pipelines.beam;

import io.github.airbyteio.sink.StreamReport;
import io.github.airbyteio.sink.SyncReport;
import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.Row;

/** A report as rows, one a stream, under the names that {@code sync --json} uses. */
final class ReportRows extends DoFn<SyncReport, Row> {
  static final Schema SCHEMA =
      Schema.builder()
          .addNullableStringField("namespace")
          .addStringField("name")
          .addStringField("mode")
          .addInt64Field("records_read")
          .addInt64Field("records_committed")
          .addInt64Field("records_nulled")
          .addInt64Field("records_filtered")
          .addInt64Field("bytes_read")
          .addStringField("status")
          .addBooleanField("state_committed")
          .build();

  @ProcessElement
  public void process(@Element SyncReport report, OutputReceiver<Row> output) {
    for (StreamReport stream : report.streams()) {
      output.output(
          Row.withSchema(SCHEMA)
              .addValues(
                  stream.stream().namespace(),
                  stream.stream().name(),
                  stream.mode().wireName(),
                  stream.recordsRead(),
                  stream.recordsCommitted(),
                  stream.recordsNulled(),
                  stream.recordsFiltered(),
                  stream.bytesRead(),
                  stream.status().name().toLowerCase(Locale.ROOT),
                  stream.stateCommitted())
              .build());
    }
  }
}
