package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.state.RecordBlock;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  private static final Instant EMITTED = new Instant(TestReads.EMITTED_AT);
  private static final Instant UPDATED = Instant.parse("2020-02-03T04:05:06.789Z");
  private static final Instant DAY = Instant.parse("2021-05-06T00:00:00Z");
  private static final ConfiguredCatalog CATALOG =
      TestReads.catalog(
          """
          {"updated_at":{"type":"string","format":"date-time"},
           "day":{"type":"string","format":"date"},"n":{"type":"integer"}}
          """,
          "updated_at");
  private static final String[] RECORDS =
      TestReads.records(
          "{\"updated_at\":\"2020-02-03T05:05:06.789+01:00\",\"day\":\"2021-05-06\"}",
          "{\"updated_at\":\"soon\",\"day\":null}",
          "{\"n\":1}");

  private final Pipeline pipeline = Pipeline.create();

  private ReadResult read(EventTime eventTime) {
    return read(eventTime, RecordTransforms.none());
  }

  private ReadResult read(EventTime eventTime, RecordTransforms transforms) {
    return TestReads.of(TestReads.blocks(pipeline, RECORDS), CATALOG, transforms, eventTime, null);
  }

  private void assertTimes(PCollection<?> elements, Instant... expected) {
    PCollection<Long> times =
        elements
            .apply("Times of " + elements.getName(), Reify.timestamps())
            .apply(
                "Millis of " + elements.getName(),
                MapElements.into(TypeDescriptors.longs())
                    .via(element -> ((TimestampedValue<?>) element).getTimestamp().getMillis()));
    PAssert.that(times)
        .containsInAnyOrder(java.util.Arrays.stream(expected).map(Instant::getMillis).toList());
  }

  @Test
  void withoutItElementsHaveTheTimesOfTheirBlocks() {
    Instant block = BoundedWindow.TIMESTAMP_MIN_VALUE;

    assertTimes(read(null).records(), block, block, block);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void emittedAtIsTheSourcesTime(boolean rows) {
    ReadResult read = read(EventTime.emittedAt());

    assertTimes(rows ? read.rows("users") : read.records(), EMITTED, EMITTED, EMITTED);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCursorThatIsMissingOrNoTimeIsReplacedByTheTimeOfEmission(boolean rows) {
    ReadResult read = read(EventTime.cursor());

    assertTimes(rows ? read.rows("users") : read.records(), UPDATED, EMITTED, EMITTED);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFieldMayBeADate(boolean rows) {
    ReadResult read = read(EventTime.field("users", "day"));

    assertTimes(rows ? read.rows("users") : read.records(), DAY, EMITTED, EMITTED);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timesOfEmissionAreNeverBeforeTheirBlock_fieldsMayBe(boolean rows) {
    Instant now = EMITTED.plus(1000);
    PCollection<RecordBlock> blocks =
        TestReads.blocks(pipeline, RECORDS).apply(WithTimestamps.of(block -> now));
    ReadResult read =
        TestReads.of(blocks, CATALOG, RecordTransforms.none(), EventTime.cursor(), null);

    assertTimes(rows ? read.rows("users") : read.records(), UPDATED, now, now);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatCannotBeATimeIsRefused() {
    assertThatThrownBy(() -> RecordTimes.of(EventTime.field("users", "n"), CATALOG))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("'n' of stream 'users'");
    assertThatThrownBy(() -> RecordTimes.of(EventTime.field("users", "no"), CATALOG))
        .hasMessageContaining("'no' of stream 'users'");
    assertThatThrownBy(() -> RecordTimes.of(EventTime.field("orders", "n"), CATALOG))
        .hasMessageContaining("'orders'");
  }

  @Test
  void aFieldThatIsLeftOutOrHashedIsRefusedForRows() {
    for (RecordTransforms transforms :
        new RecordTransforms[] {
          RecordTransforms.none().drop("users.updated_at"),
          RecordTransforms.none().hash("users.updated_at")
        }) {
      ReadResult read =
          TestReads.of(
              TestReads.blocks(Pipeline.create(), RECORDS),
              CATALOG,
              transforms,
              EventTime.cursor(),
              null);
      assertThatThrownBy(() -> read.rows("users"))
          .isInstanceOf(AirbyteIoException.class)
          .hasMessageContaining("'updated_at'");
    }
  }

  @Test
  void aRenamedFieldIsFound() {
    ReadResult read =
        read(EventTime.cursor(), RecordTransforms.none().rename("users.updated_at=changed"));

    assertTimes(read.rows("users"), UPDATED, EMITTED, EMITTED);
    pipeline.run().waitUntilFinish();
  }
}
