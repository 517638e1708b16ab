package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTransformsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ValueLimits LIMITS =
      ValueLimits.builder()
          .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
          .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
          .setNumbersAreDoubles(true)
          .setMaxTextBytes(1000)
          .setMinYear(1)
          .setMaxYear(9999)
          .build();
  private static final String USERS =
      """
      {"id":{"type":"integer"},"name":{"type":"string"},"mail":{"type":"string"},
       "price":{"type":"number"},"ok":{"type":"boolean"},"tags":{"type":"array"},
       "day":{"type":"string","format":"date"},
       "at":{"type":"string","format":"date-time"},
       "wall":{"type":"string","format":"date-time","airbyte_type":"timestamp_without_timezone"},
       "time":{"type":"string","format":"time","airbyte_type":"time_without_timezone"},
       "zoned":{"type":"string","format":"time"},
       "any":{"oneOf":[{"type":"string"},{"type":"integer"}]}}
      """;

  private static ConfiguredStream stream(
      @Nullable String namespace, String name, WriteMode mode, String properties) {
    ObjectNode json = JSON.createObjectNode();
    json.put("namespace", namespace).put("name", name);
    try {
      json.putObject("json_schema").set("properties", JSON.readTree(properties));
    } catch (IOException e) {
      throw new IllegalArgumentException(properties, e);
    }
    return ConfiguredStream.of(
        AirbyteStream.fromJson(json),
        SyncMode.FULL_REFRESH,
        mode,
        mode.deduplicates() ? List.of("at") : List.of(),
        List.of(List.of("id")));
  }

  private static RecordShape users(WriteMode mode, UnaryOperator<RecordTransforms> transforms) {
    return transforms
        .apply(RecordTransforms.none())
        .shapes(ConfiguredCatalog.of(List.of(stream(null, "users", mode, USERS))))
        .get(StreamDescriptor.of("users"));
  }

  private static RecordShape users(UnaryOperator<RecordTransforms> transforms) {
    return users(WriteMode.APPEND, transforms);
  }

  /** The rows that come of records with this data: values by column, then the changes. */
  private static List<String> rows(RecordShape shape, String... data) throws IOException {
    Kept kept = new Kept(shape);
    ConformCounts counts = conform(shape, kept, data);
    assertThat(counts.records()).isEqualTo(kept.rows.size());
    assertThat(counts.recordsFiltered()).isEqualTo(data.length - kept.rows.size());
    return kept.rows;
  }

  private static ConformCounts conform(RecordShape shape, RowHandler handler, String... data)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String one : data) {
      lines.append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":");
      lines.append(one).append(",\"emitted_at\":7}}\n");
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    return new RecordConformer(shape, LIMITS).conform(bytes, 0, bytes.length, handler);
  }

  private static final class Kept implements RowHandler {
    final List<String> rows = new ArrayList<>();
    private final RecordShape shape;
    private final Map<String, String> values = new TreeMap<>();

    Kept(RecordShape shape) {
      this.shape = shape;
    }

    @Override
    public void startRow(long emittedAtMillis) {
      values.clear();
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      values.put(
          shape.schema().columns().get(column).field(),
          new String(json, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void endRow(@Nullable String meta) {
      rows.add(values + (meta == null ? "" : " " + meta.replaceFirst("^\"changes\":", "")));
    }
  }

  private static List<String> names(RecordShape shape) {
    return shape.schema().columns().stream().map(Column::field).toList();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void withoutTransformationsRecordsStayAsTheyAre() throws Exception {
    RecordShape shape = users(t -> t);

    assertThat(shape)
        .isEqualTo(
            RecordShape.of(
                StreamSchema.fromJsonSchema(
                    JSON.createObjectNode().set("properties", JSON.readTree(USERS)))));
    assertThat(rows(shape, "{\"name\":\"Ann\",\"other\":1,\"id\":1}"))
        .containsExactly("{id=1, name=\"Ann\"}");
  }

  @Test
  void unknownFieldsAreKeptAsTheyAreWrittenAndDroppedOnesAreNone() throws Exception {
    RecordShape shape =
        users(
            t ->
                t.select("users.id")
                    .drop("users.mail")
                    .filter("users.name='Ann'")
                    .keepUnknownFields());

    assertThat(
            rows(
                shape,
                "{\"x\":0,\"name\":\"Ann\",\"mail\":\"secret\",\"x\":2.50,\"id\":1,\"bad\":\"\\ud800\",\"none\":null}",
                "{\"name\":\"Bob\",\"x\":1}",
                "{\"name\":\"Ann\",\"id\":2}"))
        .containsExactly(
            "{id=1} [{\"field\":\"bad\",\"change\":\"NULLED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}],"
                + "\"unknown_fields\":{\"x\":2.50,\"bad\":null,\"none\":null}",
            "{id=2}");
  }

  @Test
  void onlySelectedFieldsAreLeftInTheOrderOfTheSchema() throws Exception {
    RecordShape shape = users(t -> t.select("users.name", "users.id"));

    assertThat(names(shape)).containsExactly("id", "name");
    assertThat(rows(shape, "{\"mail\":\"secret\",\"name\":\"Ann\",\"id\":1}"))
        .containsExactly("{id=1, name=\"Ann\"}");
  }

  @Test
  void aDroppedFieldIsGoneAndSoIsWhatWasWrongWithIt() throws Exception {
    RecordShape shape = users(t -> t.drop("users.price"));

    assertThat(names(shape)).doesNotContain("price").hasSize(11);
    assertThat(rows(shape, "{\"id\":1,\"price\":\"no number\",\"ok\":\"no boolean\"}"))
        .containsExactly(
            "{id=1} [{\"field\":\"ok\",\"change\":\"NULLED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}]");
  }

  @Test
  void aRenamedFieldKeepsItsValuesAndItsChangesUnderTheNewName() throws Exception {
    RecordShape shape = users(t -> t.rename("users.mail=email", "users.ok=is=ok"));

    assertThat(names(shape)).contains("email", "is=ok").doesNotContain("mail", "ok");
    assertThat(rows(shape, "{\"mail\":\"a@b\",\"ok\":7}"))
        .containsExactly(
            "{email=\"a@b\"} [{\"field\":\"is=ok\",\"change\":\"NULLED\",\"reason\":\"DESTINATION_SERIALIZATION_ERROR\"}]");
  }

  @Test
  void twoFieldsMayChangeTheirNames() throws Exception {
    RecordShape shape =
        users(t -> t.select("users.id", "users.name").rename("users.id=name", "users.name=id"));

    assertThat(rows(shape, "{\"id\":1,\"name\":\"Ann\"}")).containsExactly("{id=\"Ann\", name=1}");
    assertThat(shape.columnOf("id")).hasValue(0);
    assertThat(shape.schema().columns().get(0)).isEqualTo(Column.of("name", AirbyteType.INTEGER));
  }

  @Test
  void aHashIsOfTheTextOfStringsAndOfTheJsonOfAllElse() throws Exception {
    RecordShape shape =
        users(
            t ->
                t.select("users.id", "users.mail", "users.tags", "users.at", "users.any")
                    .hash("users.id", "users.mail", "users.tags", "users.at", "users.any"));

    assertThat(shape.schema().columns()).extracting(Column::type).containsOnly(AirbyteType.STRING);
    assertThat(
            rows(
                shape,
                "{\"id\":17,\"mail\":\"\\u00e9\\\"\",\"tags\":[1, \"x\"],\"at\":\"2024-01-01 00:00:00+01\",\"any\":\"a\"}",
                "{\"id\":null,\"any\":5}"))
        .containsExactly(
            String.format(
                "{any=\"%s\", at=\"%s\", id=\"%s\", mail=\"%s\", tags=\"%s\"}",
                sha256("a"),
                sha256("2023-12-31T23:00:00Z"),
                sha256("17"),
                sha256("é\""),
                sha256("[1, \"x\"]")),
            "{any=\"" + sha256("5") + "\"}");
  }

  @Test
  void theHashOfAKnownTextIsTheKnownOne() throws Exception {
    assertThat(rows(users(t -> t.select("users.mail").hash("users.mail")), "{\"mail\":\"abc\"}"))
        .containsExactly(
            "{mail=\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id>=18 | {\"id\":18} | true",
        "id>=18 | {\"id\":17} | false",
        "id > 9 | {\"id\":10} | true",
        "id = 18.0 | {\"id\":18} | true",
        "id<1e3 | {\"id\":999} | true",
        "id<1e3 | {\"id\":1000} | false",
        "id<= 5 | {\"id\":\"5\"} | true",
        "id!=5 | {\"id\":5} | false",
        "price=1.5 | {\"price\":1.50} | true",
        "price<0 | {\"price\":-1e-9} | true",
        "name=Ann | {\"name\":\"Ann\"} | true",
        "name='Ann' | {\"name\":\"A\\u006en\"} | true",
        "name='O''Hara' | {\"name\":\"O'Hara\"} | true",
        "name='' | {\"name\":\"\"} | true",
        "name=' a ' | {\"name\":\" a \"} | true",
        "name>b | {\"name\":\"a\"} | false",
        "name>b | {\"name\":\"é\"} | true",
        "name<\uFFFD | {\"name\":\"\uD83D\uDE00\"} | false",
        "ok=true | {\"ok\":true} | true",
        "ok!=true | {\"ok\":false} | true",
        "day>2024-01-31 | {\"day\":\"2024-02-01\"} | true",
        "day=2024-02-01 | {\"day\":\"2024/2/1\"} | true",
        "at>=2024-01-01 | {\"at\":\"2024-01-01T00:30:00+01:00\"} | false",
        "at<2024-01-01T10:00:00Z | {\"at\":\"2024-01-01T10:00:00.5Z\"} | false",
        "wall='2024-01-01 10:00:00' | {\"wall\":\"2024-01-01T10:00:00\"} | true",
        "time<10:30 | {\"time\":\"10:29:59.9\"} | true",
        "zoned=11:00:00+01:00 | {\"zoned\":\"10:00:00Z\"} | true",
        "name is null | {\"name\":null} | true",
        "name is null | {} | true",
        "name IS NULL | {\"name\":\"\"} | false",
        "name is not  null | {\"name\":\"\"} | true",
        "tags is not null | {\"tags\":[]} | true",
        "any is null | {\"any\":1} | false",
        "id=1 | {} | false",
        "id<1 | {\"id\":null} | false",
        "id!=1 | {} | true",
        "id!=1 | {\"id\":null} | true",
        "id=1 | {\"id\":\"x\"} | false",
        "id=2 | {\"id\":1,\"id\":2} | true",
      })
  void aRecordIsKeptIfItMatches(String condition, String data, boolean kept) throws Exception {
    RecordShape shape = users(t -> t.filter("users." + condition));

    ConformCounts counts = conform(shape, new Kept(shape), data);

    assertThat(counts.records()).isEqualTo(kept ? 1 : 0);
    assertThat(counts.recordsFiltered()).isEqualTo(kept ? 0 : 1);
  }

  @Test
  void aRecordMustMatchAllFilters() throws Exception {
    RecordShape shape = users(t -> t.select("users.id").filter("users.id>1").filter("users.id<3"));

    assertThat(rows(shape, "{\"id\":1}", "{\"id\":2}", "{\"id\":3}")).containsExactly("{id=2}");
  }

  @Test
  void aFilterMayLookAtAFieldThatIsDroppedOrHashedOrRenamed() throws Exception {
    RecordShape shape =
        users(
            t ->
                t.select("users.id", "users.name")
                    .hash("users.name")
                    .rename("users.id=key")
                    .filter("users.price>1", "users.name=a", "users.id=5"));

    assertThat(
            rows(
                shape,
                "{\"id\":5,\"name\":\"a\",\"price\":2}",
                "{\"id\":5,\"name\":\"a\",\"price\":\"no number\"}",
                "{\"id\":5,\"name\":\"b\",\"price\":2}"))
        .containsExactly("{key=5, name=\"" + sha256("a") + "\"}");
  }

  @Test
  void whatIsWrongWithAFilteredRecordIsNotCounted() throws Exception {
    RecordShape shape = users(t -> t.filter("users.id=1"));

    ConformCounts counts =
        conform(shape, new Kept(shape), "{\"id\":2,\"ok\":7}", "{\"id\":1,\"ok\":7}", "{\"id\":3}");

    assertThat(counts).isEqualTo(ConformCounts.of(1, 1, 2));
  }

  @Test
  void aBrokenLineBehindFilteredOnesIsNamedByItsNumber() {
    RecordShape shape = users(t -> t.filter("users.id=1"));

    assertThatThrownBy(() -> rows(shape, "{\"id\":2}", "{\"id\":3}", "{oops"))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("Line 3");
  }

  @Test
  void aDeletionPassesEveryFilterWhereRowsAreDeduplicated() throws Exception {
    String properties =
        "{\"id\":{\"type\":\"integer\"},\"at\":{\"type\":\"string\"},"
            + "\"_ab_cdc_deleted_at\":{\"type\":\"string\"}}";
    for (WriteMode mode : WriteMode.values()) {
      RecordShape shape =
          RecordTransforms.none()
              .filter("users.id>5")
              .shapes(ConfiguredCatalog.of(List.of(stream(null, "users", mode, properties))))
              .get(StreamDescriptor.of("users"));

      assertThat(rows(shape, "{\"id\":1,\"_ab_cdc_deleted_at\":\"now\"}", "{\"id\":1}"))
          .as(mode.wireName())
          .hasSize(mode.deduplicates() ? 1 : 0);
    }
  }

  @Test
  void theLongestNameOfAStreamCounts() {
    String field =
        "{\"c\":{\"type\":\"string\"},\"b.c\":{\"type\":\"string\"},\"d\":{\"type\":\"string\"}}";
    ConfiguredCatalog catalog =
        ConfiguredCatalog.of(
            List.of(
                stream(null, "a", WriteMode.APPEND, field),
                stream(null, "a.b", WriteMode.APPEND, field),
                stream("public", "x", WriteMode.APPEND, field),
                stream("other", "x", WriteMode.APPEND, field)));

    Map<StreamDescriptor, RecordShape> shapes =
        RecordTransforms.none().drop("a.b.c", "a.d", "public.x.c", "x.d").shapes(catalog);

    assertThat(names(shapes.get(StreamDescriptor.of("a")))).containsExactly("c", "b.c");
    assertThat(names(shapes.get(StreamDescriptor.of("a.b")))).containsExactly("b.c", "d");
    assertThat(names(shapes.get(StreamDescriptor.of("public", "x")))).containsExactly("b.c");
    assertThat(names(shapes.get(StreamDescriptor.of("other", "x")))).containsExactly("c", "b.c");
  }

  @Test
  void aFieldsNameMayHoldSignsOfItsOwn() throws Exception {
    String odd =
        "{\"a\":{\"type\":\"string\"},\"a=b\":{\"type\":\"string\"},\"a is\":{\"type\":\"integer\"},\"a<1\":{\"type\":\"integer\"}}";
    RecordShape shape =
        RecordTransforms.none()
            .rename("s.a=b=c")
            .filter("s.a<1>0", "s.a is is null")
            .shapes(ConfiguredCatalog.of(List.of(stream(null, "s", WriteMode.APPEND, odd))))
            .get(StreamDescriptor.of("s"));

    assertThat(names(shape)).containsExactly("a", "c", "a is", "a<1");
    assertThat(rows(shape, "{\"a<1\":1,\"a=b\":\"x\"}", "{\"a<1\":1,\"a is\":1}", "{\"a<1\":0}"))
        .containsExactly("{a<1=1, c=\"x\"}");
  }

  @Test
  void aStreamThatIsNotReadIsRefusedBesideThoseThatAre() {
    assertThatThrownBy(() -> users(t -> t.hash("orders.id")))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.USAGE);
              assertThat(e).hasMessageContaining("hash orders.id");
              assertThat(e.hint()).contains("STREAM.FIELD", "users");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "select, users.nome",
    "drop, users.nome",
    "hash, users.nome",
    "rename, users.nome=x",
    "filter, users.nome>=18",
    "filter, users.nome is null",
  })
  void aFieldThatIsNotThereIsRefusedBesideThoseThatAre(String operation, String text) {
    assertThatThrownBy(() -> users(t -> apply(t, operation, text)))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.USAGE);
              assertThat(e.stream()).isEqualTo(StreamDescriptor.of("users"));
              assertThat(e).hasMessageContainingAll("'users'", operation, "'nome'");
              assertThat(e.hint()).contains("id, name, mail");
            });
  }

  private static RecordTransforms apply(RecordTransforms none, String operation, String text) {
    return switch (operation) {
      case "select" -> none.select(text);
      case "drop" -> none.drop(text);
      case "hash" -> none.hash(text);
      case "rename" -> none.rename(text);
      case "filter" -> none.filter(text);
      default -> throw new IllegalArgumentException(operation);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users.id",
        "users.id>",
        "users.id==5",
        "users.id=>5",
        "users.id<>5",
        "users.name=",
        "users.name is",
        "users.",
        "users.name is not"
      })
  void whatIsNoConditionIsRefused(String text) {
    assertThatThrownBy(() -> users(t -> t.filter(text)))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("is not null"))
        .hasMessageContaining("is no condition");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "users.id>old | 'old' is no value of type integer",
        "users.price=1.5x | '1.5x' is no value of type number",
        "users.ok=yes | 'yes' is no value of type boolean",
        "users.ok>true | can only be compared by = and !=",
        "users.day>yesterday | 'yesterday' is no value of type date",
        "users.at<2024-13-01 | is no value of type timestamp_with_timezone",
        "users.tags=1 | values of type array can only be tested for null",
        "users.any=1 | values of type union can only be tested for null",
      })
  void aConditionThatDoesNotFitTheTypeIsRefused(String text, String problem) {
    assertThatThrownBy(() -> users(t -> t.filter(text)))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("'users'");
  }

  @Test
  void contradictionsAreRefused() {
    refused(t -> t.rename("users.mail=name"), "would be named 'name'");
    refused(t -> t.rename("users.mail=a", "users.mail=b"), "renamed twice");
    refused(t -> t.rename("users.mail"), "no new name");
    refused(t -> t.rename("users.mail="), "no new name");
    refused(t -> t.drop("users.mail").rename("users.mail=email"), "renamed, but it is not kept");
    refused(t -> t.select("users.id").hash("users.mail"), "hashed, but it is not kept");
    refused(t -> t.select("users.id").drop("users.id"), "none of its fields is left");
  }

  private static void refused(UnaryOperator<RecordTransforms> transforms, String why) {
    assertThatThrownBy(() -> users(transforms))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatDeduplicationNeedsCannotBeLeftOut() {
    refusedInDedup(t -> t.drop("users.id"), "'id' is part of its primary key");
    refusedInDedup(t -> t.select("users.id"), "'at' is its cursor");
    refusedInDedup(t -> t.hash("users.at"), "hashes have no order");
    refusedInDedup(t -> t.rename("users.name=_ab_cdc_deleted_at"), "mark its rows as deleted");
  }

  private static void refusedInDedup(UnaryOperator<RecordTransforms> transforms, String why) {
    assertThatThrownBy(() -> users(WriteMode.APPEND_DEDUP, transforms))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> assertThat(e.hint()).containsAnyOf("mode append", "another name"))
        .hasMessageContainingAll("'users'", why);
    assertThat(users(WriteMode.APPEND, transforms)).isNotNull();
  }

  @Test
  void aKeyMayBeRenamedAndHashed() {
    RecordShape shape =
        users(WriteMode.APPEND_DEDUP, t -> t.hash("users.id").rename("users.id=key"));

    assertThat(shape.columnOf("id")).hasValue(0);
    assertThat(shape.schema().columns().get(0)).isEqualTo(Column.of("key", AirbyteType.STRING));
  }
}
