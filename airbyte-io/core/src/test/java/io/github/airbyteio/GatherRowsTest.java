package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.NestedType;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.state.RecordBlock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosDuration;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.OneOfType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.VariableBytes;
import org.apache.beam.sdk.schemas.logicaltypes.VariableString;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows go through the lines of blocks and the conformer, and come back as they were, or null. */
class GatherRowsTest {
  private static final StreamDescriptor STREAM = StreamDescriptor.of("rows");
  private static final Schema POINT =
      Schema.builder().addInt32Field("x").addNullableDoubleField("y").build();
  private static final EnumerationType COLOURS = EnumerationType.create("RED", "GREEN");
  private static final OneOfType ONE_OF =
      OneOfType.create(
          Schema.Field.of("n", FieldType.INT32), Schema.Field.of("s", FieldType.STRING));
  private static final java.time.Instant MICROS =
      java.time.Instant.parse("2024-02-29T03:04:05.000006Z");

  private static Arguments stored(FieldType type, Object value, AirbyteType as, Object stored) {
    return Arguments.of(type, value, as, stored);
  }

  private static Arguments nulled(FieldType type, Object value, AirbyteType as) {
    return Arguments.of(type, value, as, null);
  }

  private static Arguments timestamp(FieldType type, Object value, java.time.Instant stored) {
    return stored(type, value, AirbyteType.TIMESTAMP_WITH_TIMEZONE, stored);
  }

  static List<Arguments> values() {
    return List.of(
        stored(FieldType.BYTE, (byte) -128, AirbyteType.INTEGER, -128L),
        stored(FieldType.INT16, (short) -7, AirbyteType.INTEGER, -7L),
        stored(FieldType.INT32, Integer.MIN_VALUE, AirbyteType.INTEGER, (long) Integer.MIN_VALUE),
        stored(FieldType.INT64, Long.MIN_VALUE, AirbyteType.INTEGER, Long.MIN_VALUE),
        stored(
            FieldType.DECIMAL,
            new BigDecimal("12345678901234567890.123456789"),
            AirbyteType.NUMBER,
            new BigDecimal("12345678901234567890.123456789")),
        stored(FieldType.FLOAT, 0.1f, AirbyteType.NUMBER, new BigDecimal(Double.toString(0.1f))),
        stored(FieldType.DOUBLE, 1e300, AirbyteType.NUMBER, new BigDecimal("1.0E300")),
        nulled(FieldType.DOUBLE, Double.NaN, AirbyteType.NUMBER),
        nulled(FieldType.FLOAT, Float.NEGATIVE_INFINITY, AirbyteType.NUMBER),
        stored(FieldType.BOOLEAN, true, AirbyteType.BOOLEAN, true),
        stored(FieldType.STRING, "", AirbyteType.STRING, ""),
        stored(
            FieldType.STRING,
            "\"\\\n\u0000é\uD7FF\uE000\uFFFF😀",
            AirbyteType.STRING,
            "\"\\\n\u0000é\uD7FF\uE000\uFFFF😀"),
        stored(FieldType.BYTES, new byte[] {0, -1, 62}, AirbyteType.STRING, "AP8+"),
        timestamp(
            FieldType.DATETIME,
            Instant.parse("1969-12-31T23:59:59.990Z"),
            java.time.Instant.parse("1969-12-31T23:59:59.990Z")),
        nulled(
            FieldType.DATETIME,
            Instant.parse("+10000-01-01T00:00:00Z"),
            AirbyteType.TIMESTAMP_WITH_TIMEZONE),
        timestamp(FieldType.logicalType(SqlTypes.TIMESTAMP), MICROS, MICROS),
        timestamp(FieldType.logicalType(new MicrosInstant()), MICROS, MICROS),
        timestamp(FieldType.logicalType(new NanosInstant()), MICROS, MICROS),
        stored(
            FieldType.logicalType(SqlTypes.DATE),
            LocalDate.of(987, 6, 5),
            AirbyteType.DATE,
            LocalDate.of(987, 6, 5)),
        nulled(FieldType.logicalType(SqlTypes.DATE), LocalDate.of(-1, 1, 1), AirbyteType.DATE),
        stored(
            FieldType.logicalType(SqlTypes.TIME),
            LocalTime.of(3, 4),
            AirbyteType.TIME_WITHOUT_TIMEZONE,
            LocalTime.of(3, 4)),
        stored(
            FieldType.logicalType(SqlTypes.DATETIME),
            LocalDateTime.parse("2024-02-29T03:04:05.678"),
            AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE,
            LocalDateTime.parse("2024-02-29T03:04:05.678")),
        stored(
            FieldType.logicalType(new UuidLogicalType()),
            new UUID(1, 2),
            AirbyteType.STRING,
            "00000000-0000-0001-0000-000000000002"),
        stored(
            FieldType.logicalType(COLOURS), COLOURS.valueOf("GREEN"), AirbyteType.STRING, "GREEN"),
        stored(FieldType.logicalType(VariableString.of(9)), "text", AirbyteType.STRING, "text"),
        stored(
            FieldType.logicalType(VariableBytes.of(9)), new byte[] {1}, AirbyteType.STRING, "AQ=="),
        stored(
            FieldType.logicalType(FixedPrecisionNumeric.of(5, 2)),
            new BigDecimal("1.50"),
            AirbyteType.NUMBER,
            new BigDecimal("1.50")),
        stored(
            FieldType.logicalType(new NanosDuration()),
            java.time.Duration.ofSeconds(3, 4),
            AirbyteType.OBJECT,
            "{\"seconds\":3,\"nanos\":4}"),
        stored(
            FieldType.logicalType(ONE_OF),
            ONE_OF.createValue("s", "text"),
            AirbyteType.OBJECT,
            "{\"n\":null,\"s\":\"text\"}"),
        stored(
            FieldType.row(POINT),
            Row.withSchema(POINT).addValues(1, null).build(),
            AirbyteType.OBJECT,
            "{\"x\":1,\"y\":null}"),
        nulled(
            FieldType.row(POINT),
            Row.withSchema(POINT).addValues(1, Double.POSITIVE_INFINITY).build(),
            AirbyteType.OBJECT),
        stored(
            FieldType.array(FieldType.STRING.withNullable(true)),
            Arrays.asList("a", null),
            AirbyteType.ARRAY,
            "[\"a\",null]"),
        stored(
            FieldType.iterable(FieldType.row(POINT)),
            List.of(Row.withSchema(POINT).addValues(1, 2.5).build()),
            AirbyteType.ARRAY,
            "[{\"x\":1,\"y\":2.5}]"),
        stored(
            FieldType.map(FieldType.INT32, FieldType.logicalType(SqlTypes.DATE)),
            Map.of(7, LocalDate.of(2024, 1, 2)),
            AirbyteType.OBJECT,
            "{\"7\":\"2024-01-02\"}"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsStoredEqualOrAsNull(
      FieldType type, Object value, AirbyteType as, @Nullable Object stored) throws Exception {
    Schema schema = Schema.builder().addField("v", type).build();
    assertThat(new ValueMapping.RowWriter("", schema).types()).containsExactly(as);
    StreamSchema columns = StreamSchema.of(List.of(Column.of("v", as)));
    RecordShape shape = RecordShape.of(columns);
    List<NestedType> types = List.of(NestedType.leaf(as));
    Schema back = RowSchemas.of(shape, types, RowOptions.flat());
    Row row = CoderUtils.clone(RowCoder.of(schema), Row.withSchema(schema).addValue(value).build());

    List<RecordBlock> blocks = gather(new GatherRows(STREAM, schema), List.of(row));

    List<Row> rows = new ArrayList<>();
    RowBuilder builder =
        new RowBuilder(new AutoValue_RowLayout(shape, RowOptions.flat(), types, back, null, null));
    builder.begin(org.joda.time.Instant.EPOCH, (each, at) -> rows.add(each));
    new RecordConformer(shape, ConvertToRows.LIMITS)
        .conform(blocks.get(0).rawLines(), 0, blocks.get(0).bytes(), builder);
    assertThat(rows).containsExactly(Row.withSchema(back).addValue(stored).build());
  }

  /** UTF-8, and so Beam's own coder of strings, cannot hold it: it is written without a runner. */
  @Test
  void halfACharacterIsLeftToTheConformer() throws Exception {
    Schema schema = Schema.builder().addStringField("v").build();

    List<RecordBlock> blocks =
        gather(
            new GatherRows(STREAM, schema),
            List.of(Row.withSchema(schema).addValue("a\uD83D").build()));

    assertThat(lines(blocks.get(0))).singleElement().asString().contains("{\"v\":\"a\\uD83D\"}");
  }

  @Test
  void aNullFieldIsWrittenAsNull() throws Exception {
    Schema schema = Schema.builder().addNullableStringField("v").build();

    List<RecordBlock> blocks =
        gather(
            new GatherRows(STREAM, schema), List.of(Row.withSchema(schema).addValue(null).build()));

    assertThat(lines(blocks.get(0))).singleElement().asString().contains("{\"v\":null}");
  }

  @Test
  void aLargeBundleGivesSeveralBlocksWithARecordNumberEach() throws Exception {
    Schema schema = Schema.builder().addStringField("v").build();
    Row row = Row.withSchema(schema).addValue("x".repeat(1 << 20)).build();

    List<RecordBlock> blocks =
        gather(new GatherRows(STREAM, schema), List.of(row, row, row, row, row));

    assertThat(blocks).extracting(RecordBlock::records).containsExactly(2L, 2L, 1L);
    assertThat(blocks).extracting(RecordBlock::firstRecordNumber).containsExactly(0L, 2L, 4L);
    assertThat(blocks).extracting(block -> block.id().index()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aBundleThatIsExecutedAgainGivesOtherBlocks() throws Exception {
    Schema schema = Schema.builder().addStringField("v").build();
    GatherRows gather = new GatherRows(STREAM, schema);

    Row row = Row.withSchema(schema).addValue("x").build();
    List<RecordBlock> first = gather(SerializableUtils.ensureSerializable(gather), List.of(row));
    List<RecordBlock> second = gather(SerializableUtils.ensureSerializable(gather), List.of(row));

    assertThat(first.get(0).id()).isNotEqualTo(second.get(0).id());
  }

  private static List<String> lines(RecordBlock block) {
    return new String(block.rawLines(), StandardCharsets.UTF_8).lines().toList();
  }

  /** Executes one bundle without a runner. */
  private static List<RecordBlock> gather(GatherRows gather, List<Row> rows) throws Exception {
    List<RecordBlock> blocks = new ArrayList<>();
    gather.setUp();
    gather.start();
    for (Row row : rows) {
      gather.process(row, collecting(blocks));
    }
    gather.finish(
        gather.new FinishBundleContext() {
          @Override
          public PipelineOptions getPipelineOptions() {
            return PipelineOptionsFactory.create();
          }

          @Override
          public void output(RecordBlock block, Instant timestamp, BoundedWindow window) {
            blocks.add(block);
          }

          @Override
          public <T> void output(
              TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window) {
            throw new UnsupportedOperationException();
          }
        });
    return blocks;
  }

  private static <T> DoFn.OutputReceiver<T> collecting(List<T> outputs) {
    return output ->
        WindowedValues.<T>builder()
            .setValue(output)
            .setTimestamp(GlobalWindow.TIMESTAMP_MIN_VALUE)
            .setWindow(GlobalWindow.INSTANCE)
            .setPaneInfo(PaneInfo.NO_FIRING)
            .setReceiver(windowed -> outputs.add(windowed.getValue()));
  }
}
