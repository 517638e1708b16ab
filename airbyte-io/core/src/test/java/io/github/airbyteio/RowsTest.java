package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.schema.RecordTransforms;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/** Rows on the Direct runner, its enforcements on. */
class RowsTest {
  private static final String ALL_TYPES =
      """
      {"flag":{"type":"boolean"},"whole":{"type":"integer"},"number":{"type":"number"},
       "day":{"type":"string","format":"date"},
       "clock":{"type":"string","format":"time","airbyte_type":"time_without_timezone"},
       "zoned_clock":{"type":"string","format":"time"},
       "moment":{"type":"string","format":"date-time"},
       "local":{"type":"string","format":"date-time","airbyte_type":"timestamp_without_timezone"},
       "text":{"type":"string"},"some":{"oneOf":[{"type":"string"}]},"any":{}}
      """;
  private static final String ALL_VALUES =
      """
      {"flag":true,"whole":9007199254740993,"number":1.10,"day":"2024-02-29","clock":"01:02:03.5",\
      "zoned_clock":"01:02:03+02:00","moment":"2024-01-02T03:04:05.123456Z",\
      "local":"2024-01-02T03:04:05","text":"a \\"b\\" \\u00e9 😀","some":"x","any":[1]}""";

  private static final String ADDRESSES =
      """
      {"name":{"type":"string"},
       "address":{"type":["null","object"],"properties":{
          "city":{"type":"string"},"since":{"type":"string","format":"date"},
          "rooms":{"type":"array","items":{"type":"object","properties":{"size":{"type":"number"}}}},
          "free":{"type":"object"}}},
       "tags":{"type":"array","items":{"type":"string"}},
       "mixed":{"type":"array","items":{"oneOf":[{"type":"string"},{"type":"integer"}]}},
       "list":{"type":"array"}}
      """;

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<Row> rows(String properties, RowOptions options, String... data) {
    return read(TestReads.catalog(properties), RecordTransforms.none(), data)
        .rows("users", options);
  }

  private ReadResult read(ConfiguredCatalog catalog, RecordTransforms transforms, String... data) {
    return TestReads.of(
        TestReads.blocks(pipeline, TestReads.records(data)), catalog, transforms, null, null);
  }

  /** Runs it and checks that the rows are what Beam's own validation makes of their values. */
  private void assertRows(PCollection<Row> rows, List<Object[]> expected) {
    Schema schema = rows.getSchema();
    List<Row> wanted = new ArrayList<>();
    for (Object[] values : expected) {
      wanted.add(Row.withSchema(schema).addValues(Arrays.asList(values)).build());
    }
    PAssert.that(rows).containsInAnyOrder(wanted);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void eachTypeHasItsField() {
    PCollection<Row> rows = rows(ALL_TYPES, RowOptions.flat(), ALL_VALUES);

    assertThat(rows.getSchema().getFields())
        .extracting(Schema.Field::getType)
        .containsExactly(
            FieldType.BOOLEAN.withNullable(true),
            FieldType.INT64.withNullable(true),
            FieldType.DECIMAL.withNullable(true),
            FieldType.logicalType(SqlTypes.DATE).withNullable(true),
            FieldType.logicalType(SqlTypes.TIME).withNullable(true),
            FieldType.STRING.withNullable(true),
            FieldType.logicalType(SqlTypes.TIMESTAMP).withNullable(true),
            FieldType.logicalType(SqlTypes.DATETIME).withNullable(true),
            FieldType.STRING.withNullable(true),
            FieldType.STRING.withNullable(true),
            FieldType.STRING.withNullable(true));
    assertRows(
        rows,
        List.<Object[]>of(
            new Object[] {
              true,
              9007199254740993L,
              new BigDecimal("1.10"),
              LocalDate.parse("2024-02-29"),
              LocalTime.parse("01:02:03.5"),
              "01:02:03+02:00",
              Instant.parse("2024-01-02T03:04:05.123456Z"),
              LocalDateTime.parse("2024-01-02T03:04:05"),
              "a \"b\" é 😀",
              "\"x\"",
              "[1]"
            }));
  }

  @Test
  void portableTypesAreThoseThatOtherLanguagesKnow() {
    PCollection<Row> rows =
        rows(
            "{\"day\":{\"type\":\"string\",\"format\":\"date\"},\"moment\":{\"type\":\"string\",\"format\":\"date-time\"},"
                + "\"days\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"date\"}}}",
            RowOptions.nested().withPortableTypes(),
            "{\"day\":\"2024/2/1\",\"moment\":\"2024-01-02 03:04:05+01\",\"days\":[\"2024-02-01\"]}");

    assertRows(
        rows,
        List.<Object[]>of(
            new Object[] {
              "2024-02-01", Instant.parse("2024-01-02T02:04:05Z"), List.of("2024-02-01")
            }));
  }

  @Test
  void containersAreJsonUnlessRowsAreNested() {
    assertRows(
        rows(ADDRESSES, RowOptions.flat(), "{\"address\":{\"city\": \"Bonn\"},\"tags\":[\"a\"]}"),
        List.<Object[]>of(new Object[] {null, "{\"city\": \"Bonn\"}", "[\"a\"]", null, null}));
  }

  @Test
  void nestedRowsHoldWhatTheirSchemaNames() {
    PCollection<Row> rows =
        rows(
            ADDRESSES,
            RowOptions.nested(),
            "{\"name\":\"x\",\"address\":{\"since\":\"2024-02-29\",\"more\":[{}],\"rooms\":[{\"size\":1.5},null,{}],"
                + "\"free\":{\"a\":[1]}},\"tags\":[\"a\",\"b\\n\",3],\"mixed\":[\"a\",1],\"list\":[1]}",
            "{\"address\":null,\"tags\":[]}",
            "{\"address\":{}}");
    Schema address = rows.getSchema().getField("address").getType().getRowSchema();
    Schema room = address.getField("rooms").getType().getCollectionElementType().getRowSchema();

    assertRows(
        rows,
        List.of(
            new Object[] {
              "x",
              Row.withSchema(address)
                  .addValues(
                      null,
                      LocalDate.parse("2024-02-29"),
                      Arrays.asList(
                          Row.withSchema(room).addValue(new BigDecimal("1.5")).build(),
                          null,
                          Row.nullRow(room)),
                      "{\"a\":[1]}")
                  .build(),
              List.of("a", "b\n", "3"),
              List.of("\"a\"", "1"),
              "[1]"
            },
            new Object[] {null, null, List.of(), null, null},
            new Object[] {null, Row.nullRow(address), null, null, null}));
  }

  @Test
  void whatDoesNotFitIsNullAndToldInTheMetaAndCounted() {
    PCollection<Row> rows =
        rows(
            ADDRESSES,
            RowOptions.nested().withMeta(),
            "{\"name\":\"x\"}",
            "{\"address\":{\"city\":\"B\",\"since\":\"soon\",\"rooms\":[{\"size\":\"big\"},{\"size\":1}]}}",
            "{\"address\":5,\"tags\":[\"a\"]}");
    Schema address = rows.getSchema().getField("address").getType().getRowSchema();
    Schema room = address.getField("rooms").getType().getCollectionElementType().getRowSchema();
    String why = "\",\"change\":\"NULLED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}";

    assertRows(
        rows,
        List.of(
            new Object[] {"x", null, null, null, null, null},
            new Object[] {
              null,
              Row.withSchema(address)
                  .addValues(
                      "B",
                      null,
                      List.of(
                          Row.nullRow(room), Row.withSchema(room).addValue(BigDecimal.ONE).build()),
                      null)
                  .build(),
              null,
              null,
              null,
              "{\"changes\":[{\"field\":\"address.since"
                  + why
                  + ",{\"field\":\"address.rooms[0].size"
                  + why
                  + "]}"
            },
            new Object[] {
              null,
              null,
              List.of("a"),
              null,
              null,
              "{\"changes\":[{\"field\":\"address" + why + "]}"
            }));
  }

  @Test
  void valuesThatAreNulledAreCounted() {
    rows(ADDRESSES, RowOptions.nested(), "{\"address\":{\"since\":\"soon\"}}", "{\"address\":5}");

    MetricQueryResults metrics =
        pipeline
            .run()
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("airbyteio", "records_nulled/users"))
                    .build());

    assertThat(metrics.getCounters())
        .singleElement()
        .extracting(c -> c.getAttempted())
        .isEqualTo(2L);
  }

  @Test
  void unknownFieldsAreInTheMetaWhereThereIsOne() {
    RecordTransforms keep = RecordTransforms.none().keepUnknownFields();
    ReadResult read =
        read(TestReads.catalog("{\"id\":{\"type\":\"integer\"}}"), keep, "{\"id\":1,\"x\":1.0}");

    assertThatThrownBy(() -> read.rows("users"))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("no place");
    assertRows(
        read.rows("users", RowOptions.flat().withMeta()),
        List.<Object[]>of(new Object[] {1L, "{\"changes\":[],\"unknown_fields\":{\"x\":1.0}}"}));
  }

  @Test
  void renamedAndHashedContainersAreWhatTheTransformationSays() {
    RecordTransforms transforms =
        RecordTransforms.none().rename("users.address=home").hash("users.tags");
    PCollection<Row> rows =
        read(
                TestReads.catalog(ADDRESSES),
                transforms,
                "{\"address\":{\"city\":\"B\"},\"tags\":[\"a\"]}")
            .rows("users", RowOptions.nested());

    assertThat(rows.getSchema().getField("home").getType().getTypeName())
        .isEqualTo(Schema.TypeName.ROW);
    assertThat(rows.getSchema().getField("tags").getType())
        .isEqualTo(FieldType.STRING.withNullable(true));
    pipeline.run().waitUntilFinish();
  }
}
