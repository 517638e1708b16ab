package io.github.airbyteio.schema;

import static io.github.airbyteio.schema.ShapedRecords.names;
import static io.github.airbyteio.schema.ShapedRecords.rows;
import static io.github.airbyteio.schema.ShapedRecords.stream;
import static io.github.airbyteio.schema.ShapedRecords.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How transformations name streams and fields, and what is refused. */
class RecordTransformsNamesTest {
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
