package io.github.airbyteio.schema;

import static io.github.airbyteio.schema.ShapedRecords.USERS;
import static io.github.airbyteio.schema.ShapedRecords.conform;
import static io.github.airbyteio.schema.ShapedRecords.names;
import static io.github.airbyteio.schema.ShapedRecords.rows;
import static io.github.airbyteio.schema.ShapedRecords.sha256;
import static io.github.airbyteio.schema.ShapedRecords.stream;
import static io.github.airbyteio.schema.ShapedRecords.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What transformations make of records. */
class RecordTransformsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

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

    ConformCounts counts = conform(shape, new ShapedRecords.Kept(shape), data);

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
        conform(
            shape,
            new ShapedRecords.Kept(shape),
            "{\"id\":2,\"ok\":7}",
            "{\"id\":1,\"ok\":7}",
            "{\"id\":3}");

    assertThat(counts)
        .isEqualTo(
            ConformCounts.of(
                1, 1, 2, Map.of(new NulledField("ok", "DESTINATION_SERIALIZATION_ERROR"), 1L)));
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
}
