package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.InMemorySink.Step;
import io.github.airbyteio.sink.RowsWritten;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of any origin are written on the Direct runner, its enforcements on. */
class WriteRowsTest {
  private static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  private static final Schema SCHEMA =
      Schema.builder().addInt64Field("id").addNullableStringField("note").build();

  private final InMemorySink sink = new InMemorySink();
  private final WriteRows write = AirbyteIO.writeRows(sink).to("orders");

  private static List<Row> rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Row.withSchema(SCHEMA).addValues((long) i, "note " + i).build())
        .toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private static Create.Values<Row> create(List<Row> rows) {
    return Create.of(rows).withRowSchema(SCHEMA);
  }

  private static RowsWritten assertOne(Iterable<RowsWritten> results, long rows) {
    RowsWritten written = results.iterator().next();
    assertThat(results).hasSize(1);
    assertThat(written.table()).isEqualTo("orders");
    assertThat(written.rows()).isEqualTo(rows);
    return written;
  }

  private void run(List<Row> rows) {
    Pipeline pipeline = Pipeline.create();
    PCollection<RowsWritten> result = pipeline.apply(create(rows)).apply(write);
    PAssert.that(result)
        .satisfies(
            results -> {
              assertOne(results, rows.size());
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void rowsBecomeVisibleInOneCommit() {
    run(rows(0, 1_000));

    assertThat(sink.rows(ORDERS)).containsExactlyInAnyOrderElementsOf(ids(0, 1_000));
    assertThat(sink.commits()).isEqualTo(1);
    assertThat(sink.committedStates()).containsOnlyKeys(Scope.stream("rows:orders", ORDERS));
  }

  @Test
  void eachRunAppendsItsRows() {
    run(rows(0, 10));
    run(rows(5, 20));

    assertThat(sink.rows(ORDERS))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ids(0, 10).stream(), ids(5, 20).stream()).toList());
  }

  @Test
  void anEmptyCollectionLeavesAnEmptyTableAndAResult() {
    run(List.of());

    assertThat(sink.rows(ORDERS)).isEmpty();
    assertThat(sink.committedStates()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"BEFORE_STAGE", "AFTER_STAGE", "BEFORE_COMMIT", "IN_COMMIT"})
  void aRunThatFailsLeavesTheTableAsItWasAndSaysWhy(Step step) {
    run(rows(0, 10));
    sink.failBy(
        at -> {
          if (at == step) {
            throw new IOException("the sink broke");
          }
        });

    assertThatThrownBy(() -> run(rows(10, 20))).rootCause().hasMessage("the sink broke");

    assertThat(sink.rows(ORDERS)).containsExactlyInAnyOrderElementsOf(ids(0, 10));
    assertThat(sink.commits()).isEqualTo(1);
  }

  @Test
  void windowsAndTriggersOfTheRowsDoNotDivideTheCommit() {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(create(rows(0, 100)))
        .apply(WithTimestamps.of(row -> Instant.ofEpochSecond(row.getInt64("id"))))
        .apply(
            Window.<Row>into(FixedWindows.of(Duration.standardSeconds(10)))
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(write);
    pipeline.run().waitUntilFinish();

    assertThat(sink.rows(ORDERS)).containsExactlyInAnyOrderElementsOf(ids(0, 100));
    assertThat(sink.commits()).isEqualTo(1);
  }

  @Test
  void twoWritesToOneTableAtOnceBothCommit() {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply("CreateA", create(rows(0, 50))).apply("A", write);
    pipeline.apply("CreateB", create(rows(50, 100))).apply("B", write);
    pipeline.run().waitUntilFinish();

    assertThat(sink.rows(ORDERS)).containsExactlyInAnyOrderElementsOf(ids(0, 100));
    assertThat(sink.commits()).isEqualTo(2);
  }

  @Test
  void unboundedRowsAreRefused() {
    PCollection<Row> rows =
        Pipeline.create()
            .apply(create(rows(0, 1)))
            .setIsBoundedInternal(PCollection.IsBounded.UNBOUNDED);

    assertThatThrownBy(() -> rows.apply(write))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("unbounded");
  }

  static Stream<Arguments> wrongUses() {
    WriteRows write = AirbyteIO.writeRows(new InMemorySink());
    Schema map =
        Schema.builder()
            .addRowField(
                "order",
                Schema.builder()
                    .addArrayField("lines", FieldType.map(FieldType.DOUBLE, FieldType.STRING))
                    .build())
            .build();
    return Stream.of(
        Arguments.of(write, SCHEMA, "the table has no name"),
        Arguments.of(write.to(" "), SCHEMA, "the table has no name"),
        Arguments.of(write.to("orders"), Schema.of(), "no fields"),
        Arguments.of(
            write.to("orders").withPrimaryKey("id", "org"),
            SCHEMA,
            "the primary key 'org' is no field of the rows"),
        Arguments.of(
            write.to("orders").withPrimaryKey("id").withCursor("updated_at"),
            SCHEMA,
            "the cursor 'updated_at' is no field of the rows"),
        Arguments.of(write.to("orders").withCursor("id"), SCHEMA, "a cursor without a primary key"),
        Arguments.of(
            write.to("orders"), map, "the field 'order.lines[]' is a map whose keys are DOUBLE"));
  }

  @ParameterizedTest
  @MethodSource("wrongUses")
  void wrongUsesAreRefusedWhenThePipelineIsBuilt(WriteRows wrong, Schema schema, String why) {
    PCollection<Row> rows = Pipeline.create().apply(Create.empty(schema));

    assertThatThrownBy(() -> rows.apply(wrong))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("writeRows")
        .hasMessageContaining(why);
  }

  @Test
  void displayDataNamesTheSinkTheTableTheKeyAndTheCursor() {
    DisplayData displayed =
        DisplayData.from(write.withPrimaryKey("id", "note").withCursor("updated_at"));

    assertThat(
            displayed.asMap().values().stream()
                .collect(Collectors.toMap(DisplayData.Item::getKey, DisplayData.Item::getValue)))
        .containsEntry("sink", "memory")
        .containsEntry("table", "orders")
        .containsEntry("primaryKey", "id, note")
        .containsEntry("cursor", "updated_at")
        .hasSize(4);
  }
}
