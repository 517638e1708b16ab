package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.WriteRows;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that came from no connector, in a real table. */
class DuckDbRowsTest {
  private static final Schema ORDER =
      Schema.builder()
          .addNullableInt64Field("id")
          .addNullableStringField("status")
          .addNullableInt32Field("version")
          .build();

  @TempDir Path folder;
  private Sink sink;
  private WriteRows orders;

  @BeforeEach
  void open() {
    sink = DuckDbSink.to(folder.resolve("rows.duckdb").toString());
    orders = AirbyteIO.writeRows(sink).to("orders");
  }

  private static Row order(Long id, String status, Integer version) {
    return Row.withSchema(ORDER).addValues(id, status, version).build();
  }

  private static void run(WriteRows write, Schema schema, Row... rows) {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Create.of(Arrays.asList(rows)).withRowSchema(schema)).apply(write);
    pipeline.run().waitUntilFinish();
  }

  private List<String> query(String sql) throws Exception {
    List<String> found = new ArrayList<>();
    try (java.sql.Connection database =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("rows.duckdb"));
        ResultSet rows = database.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private List<String> stored() throws Exception {
    return query(
        "SELECT concat_ws(' ', coalesce(id::VARCHAR, 'null'), status, version) FROM orders"
            + " ORDER BY id NULLS LAST, version");
  }

  @Test
  void allTypesAreStoredEqualOrAsNullWithTheReason() throws Exception {
    Schema schema =
        Schema.builder()
            .addInt64Field("big")
            .addByteField("small")
            .addDecimalField("exact")
            .addDecimalField("too_exact")
            .addFloatField("single")
            .addDoubleField("nan")
            .addBooleanField("flag")
            .addStringField("text")
            .addByteArrayField("bytes")
            .addDateTimeField("millis")
            .addLogicalTypeField("micros", SqlTypes.TIMESTAMP)
            .addLogicalTypeField("day", SqlTypes.DATE)
            .addLogicalTypeField("time", SqlTypes.TIME)
            .addLogicalTypeField("wall", SqlTypes.DATETIME)
            .addArrayField("list", FieldType.INT32)
            .addMapField("map", FieldType.STRING, FieldType.BOOLEAN)
            .addRowField("nested", ORDER)
            .addNullableStringField("nothing")
            .build();
    Row row =
        Row.withSchema(schema)
            .addValues(
                Long.MAX_VALUE,
                (byte) -1,
                new BigDecimal("0.1"),
                new BigDecimal("0.12345678901234567890"),
                0.1f,
                Double.NaN,
                true,
                "it's \"so\" é 😀\n",
                new byte[] {1, 2, 3},
                Instant.parse("2024-02-29T01:02:03.040Z"),
                java.time.Instant.parse("2024-02-29T01:02:03.000004Z"),
                LocalDate.of(2024, 2, 29),
                LocalTime.of(23, 59),
                LocalDateTime.parse("2024-02-29T01:02:03"),
                List.of(1, 2),
                Map.of("k", false),
                order(1L, null, 2),
                null)
            .build();

    run(AirbyteIO.writeRows(sink).to("all_types"), schema, row);

    assertThat(
            query(
                "SELECT count(*) FROM all_types WHERE big = 9223372036854775807 AND small = -1"
                    + " AND exact = 0.1 AND too_exact IS NULL AND single = 0.1::FLOAT::DOUBLE"
                    + " AND nan IS NULL AND flag AND text = 'it''s \"so\" é 😀' || chr(10)"
                    + " AND from_base64(bytes) = '\\x01\\x02\\x03'::BLOB"
                    + " AND millis = '2024-02-29 01:02:03.04Z'::TIMESTAMPTZ"
                    + " AND micros = '2024-02-29 01:02:03.000004Z'::TIMESTAMPTZ"
                    + " AND day = '2024-02-29'::DATE AND time = '23:59'::TIME"
                    + " AND wall = '2024-02-29 01:02:03'::TIMESTAMP"
                    + " AND list::VARCHAR = '[1,2]' AND map::VARCHAR = '{\"k\":false}'"
                    + " AND nested::VARCHAR = '{\"id\":1,\"status\":null,\"version\":2}'"
                    + " AND nothing IS NULL"))
        .containsExactly("1");
    assertThat(query("SELECT (_airbyte_meta -> 'changes')::VARCHAR FROM all_types"))
        .singleElement()
        .asString()
        .contains("too_exact", "DESTINATION_FIELD_SIZE_LIMITATION")
        .contains("nan", "DESTINATION_SERIALIZATION_ERROR");
  }

  @Test
  void rowsAreAppendedByEachRunAndNothingStaysStaged() throws Exception {
    run(orders, ORDER, order(1L, "new", 1), order(null, "new", 1));
    run(orders, ORDER, order(1L, "new", 1));

    assertThat(stored()).containsExactly("1 new 1", "1 new 1", "null new 1");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("rows.duckdb");
    }
  }

  @Test
  void aKeyKeepsTheRowWithTheGreatestCursorNullKeysIncluded() throws Exception {
    WriteRows latest = orders.withPrimaryKey("id").withCursor("version");
    run(
        latest,
        ORDER,
        order(1L, "paid", 2),
        order(1L, "new", 1),
        order(2L, "new", 1),
        order(null, "old", 1),
        order(null, "newer", 2),
        order(3L, "without", null));

    run(
        latest,
        ORDER,
        order(1L, "late", 1),
        order(2L, "sent", 3),
        order(3L, "with", 0),
        order(4L, "new", 1));

    assertThat(stored())
        .containsExactly("1 paid 2", "2 sent 3", "3 with 0", "4 new 1", "null newer 2");
  }

  @Test
  void withoutACursorALaterRunReplaces() throws Exception {
    WriteRows latest = orders.withPrimaryKey("id");
    run(latest, ORDER, order(1L, "paid", 2), order(2L, "new", 1));
    run(latest, ORDER, order(1L, "reopened", 1));

    assertThat(stored()).containsExactly("1 reopened 1", "2 new 1");
  }

  @Test
  void keysOfSeveralFieldsAreOne() throws Exception {
    run(
        orders.withPrimaryKey("id", "version"),
        ORDER,
        order(1L, "a", 1),
        order(1L, "a", 1),
        order(1L, "a", 2));

    assertThat(stored()).containsExactly("1 a 1", "1 a 2");
  }

  @Test
  void anEmptyCollectionCreatesTheTable() throws Exception {
    run(orders, ORDER);

    assertThat(stored()).isEmpty();
  }

  @Test
  void aNewFieldBecomesAColumn() throws Exception {
    run(orders, ORDER, order(1L, "new", 1));
    Schema wider = Schema.builder().addFields(ORDER.getFields()).addStringField("city").build();

    run(orders, wider, Row.withSchema(wider).addValues(2L, "new", 1, "Rome").build());

    assertThat(query("SELECT city FROM orders ORDER BY id")).containsExactly(null, "Rome");
  }

  @Test
  void theResultTellsHowManyRowsWereWrittenAndNulled() {
    Schema schema = Schema.builder().addDoubleField("d").build();
    Pipeline pipeline = Pipeline.create();
    PAssert.thatSingleton(
            pipeline
                .apply(
                    Create.of(
                            Row.withSchema(schema).addValue(1.5).build(),
                            Row.withSchema(schema).addValue(Double.NaN).build())
                        .withRowSchema(schema))
                .apply(AirbyteIO.writeRows(sink).to("numbers")))
        .satisfies(
            written -> {
              assertThat(written.table()).isEqualTo("numbers");
              assertThat(written.rows()).isEqualTo(2);
              assertThat(written.rowsNulled()).isEqualTo(1);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theTableOfAConnectionIsRefused() throws Exception {
    Connection fake =
        Connection.of(
                FakeConnector.create()
                    .onRead(Step.incremental(Step.Kind.STREAM, 10, 4, "orders"))
                    .install(folder))
            .withStreams("orders");
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(AirbyteIO.read(fake).withStateFrom(sink)).apply(AirbyteIO.write(sink));
    pipeline.run().waitUntilFinish();

    assertThatThrownBy(() -> run(orders, ORDER, order(1L, "new", 1)))
        .hasStackTraceContaining("the table orders belongs to");

    assertThat(query("SELECT count(*) FROM orders")).containsExactly("10");
  }
}
