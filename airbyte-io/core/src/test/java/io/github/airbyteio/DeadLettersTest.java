package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.schema.RecordTransforms;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler.BadRecordErrorHandler;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final String GOOD = TestReads.record("{\"id\":1,\"in\":{\"n\":1}}");
  private static final String NO_NUMBER = TestReads.record("{\"id\":\"canary-1\"}");
  private static final String NO_NESTED_NUMBER =
      TestReads.record("{\"id\":2,\"in\":{\"n\":\"canary-2\"}}");
  private static final String BROKEN = "{\"type\":\"RECORD\",\"record\":{\"canary-3\"";
  private static final String NO_RECORD = "{\"type\":\"STATE\"}";

  private final Pipeline pipeline = Pipeline.create();

  private ReadResult read(BadRecordErrorHandler<?> handler, String... lines) {
    return TestReads.of(
        TestReads.blocks(pipeline, lines),
        TestReads.catalog(
            "{\"id\":{\"type\":\"integer\"},\"in\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}"),
        RecordTransforms.none(),
        null,
        handler);
  }

  /** What the handler was given: the line and why. */
  private static final class Keep
      extends PTransform<PCollection<BadRecord>, PCollection<List<String>>> {
    @Override
    public PCollection<List<String>> expand(PCollection<BadRecord> bad) {
      return bad.apply(
          MapElements.into(TypeDescriptors.lists(TypeDescriptors.strings()))
              .via(
                  record ->
                      List.of(
                          new String(
                              record.getRecord().getEncodedRecord(),
                              java.nio.charset.StandardCharsets.UTF_8),
                          record.getFailure().getDescription(),
                          record.getFailure().getException() + "")));
    }
  }

  private static void assertLetters(Iterable<List<String>> letters, String... lines) {
    assertThat(letters)
        .extracting(letter -> letter.get(0))
        .allSatisfy(line -> assertThat(lines).anyMatch(line::endsWith))
        .hasSize(lines.length);
    assertThat(letters)
        .allSatisfy(
            letter ->
                assertThat(letter.get(1) + letter.get(2))
                    .contains("users")
                    .doesNotContain("canary"));
  }

  @Test
  void recordsThatDoNotConformGoToTheHandlerAndAllOthersBecomeRows() throws Exception {
    BadRecordErrorHandler<PCollection<List<String>>> handler =
        pipeline.registerBadRecordErrorHandler(new Keep());
    PCollection<Row> rows;
    try (handler) {
      rows =
          read(handler, GOOD, NO_NUMBER, BROKEN, NO_NESTED_NUMBER, NO_RECORD, GOOD)
              .rows("users", RowOptions.nested());
    }

    PAssert.that(rows.apply(MapElements.into(TypeDescriptors.longs()).via(row -> row.getInt64(0))))
        .containsInAnyOrder(1L, 1L);
    PAssert.that(handler.getOutput())
        .satisfies(
            letters -> {
              assertLetters(letters, NO_NUMBER, BROKEN, NO_NESTED_NUMBER, NO_RECORD);
              return null;
            });
    assertThat(
            pipeline
                .run()
                .metrics()
                .queryMetrics(
                    MetricsFilter.builder()
                        .addNameFilter(
                            MetricNameFilter.named("airbyteio", "records_rejected/users"))
                        .build())
                .getCounters())
        .singleElement()
        .extracting(counter -> counter.getAttempted())
        .isEqualTo(4L);
  }

  @Test
  void recordsThatCannotBeReadGoToTheHandler() throws Exception {
    BadRecordErrorHandler<PCollection<List<String>>> handler =
        pipeline.registerBadRecordErrorHandler(new Keep());
    PCollection<AirbyteRecord> records;
    try (handler) {
      records = read(handler, GOOD, NO_NUMBER, BROKEN, NO_RECORD).records();
    }

    PAssert.that(
            records.apply(MapElements.into(TypeDescriptors.strings()).via(AirbyteRecord::data)))
        .containsInAnyOrder("{\"id\":1,\"in\":{\"n\":1}}", "{\"id\":\"canary-1\"}");
    PAssert.that(handler.getOutput())
        .satisfies(
            letters -> {
              assertLetters(letters, BROKEN, NO_RECORD);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void withoutAHandlerABrokenLineFailsAndIsNotQuoted() {
    for (boolean rows : new boolean[] {true, false}) {
      Pipeline each = Pipeline.create();
      ReadResult read =
          TestReads.of(
              TestReads.blocks(each, GOOD, BROKEN),
              TestReads.catalog("{\"id\":{\"type\":\"integer\"}}"),
              RecordTransforms.none(),
              null,
              null);
      if (rows) {
        read.rows("users");
      } else {
        read.records();
      }
      assertThatThrownBy(() -> each.run().waitUntilFinish())
          .satisfies(
              e -> {
                StringBuilder all = new StringBuilder();
                Throwable at = e;
                boolean ours = false;
                while (at != null) {
                  all.append(at.getMessage());
                  ours |= at instanceof AirbyteIoException;
                  at = at.getCause();
                }
                assertThat(ours).isTrue();
                assertThat(all.toString()).contains("'users'").doesNotContain("canary");
              });
    }
  }

  @Test
  void recordsAreTheSourcesTextToTheCharacter() {
    String data = "{ \"n\": 1.10e2, \"t\" : \"\\ud83d\\ude00\\u00e9\", \"x\": NaN}";
    PCollection<String> all =
        read(null, TestReads.record(data), TestReads.record("{\"a\":1}") + TestReads.record("{}"))
            .records()
            .apply(MapElements.into(TypeDescriptors.strings()).via(AirbyteRecord::data));

    PAssert.that(all).containsInAnyOrder(data, "{\"a\":1}", "{}");
    pipeline.run().waitUntilFinish();
  }
}
