package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamSelectionTest {
  private static final String BOTH = "\"supported_sync_modes\":[\"full_refresh\",\"incremental\"]";
  private static final String FULL = "\"supported_sync_modes\":[\"full_refresh\"]";
  private static final String INCREMENTAL = "\"supported_sync_modes\":[\"incremental\"]";
  private static final String CURSOR = "\"default_cursor_field\":[\"updated_at\"]";
  private static final String KEY = "\"source_defined_primary_key\":[[\"id\"]]";
  private static final String NESTED = "\"source_defined_primary_key\":[[\"a\",\"id\"]]";

  private static final String SCHEMA =
      "{\"properties\":{\"id\":{\"type\":\"integer\"},\"org\":{\"type\":\"integer\"},\"a.b\":{\"type\":\"string\"},"
          + "\"o\":{\"type\":\"object\",\"properties\":{\"key\":{},\"at\":{}}},\"any\":{\"type\":[\"null\",\"object\"]}}}";

  private final AirbyteCatalog catalog =
      catalog(
          stream("users", BOTH, CURSOR, KEY),
          stream("events", BOTH, "\"source_defined_cursor\":true"),
          stream("nested", FULL, NESTED),
          stream("plain", FULL),
          stream("keyed", FULL, KEY),
          stream("no_cursor", BOTH, KEY),
          stream("only_incremental", INCREMENTAL, CURSOR, KEY));

  @Test
  void aStreamMayHaveAModeOfItsOwn() {
    List<ConfiguredStream> streams =
        StreamSelection.of("users", "plain")
            .withMode(Mode.APPEND)
            .withMode("users", Mode.OVERWRITE_DEDUP)
            .configure(catalog)
            .streams();
    assertThat(streams)
        .extracting(ConfiguredStream::syncMode, ConfiguredStream::writeMode)
        .containsExactly(
            tuple(SyncMode.FULL_REFRESH, WriteMode.OVERWRITE_DEDUP),
            tuple(SyncMode.FULL_REFRESH, WriteMode.APPEND));
    assertThatThrownBy(
            () -> StreamSelection.of("plain").withMode("user", Mode.APPEND).configure(catalog))
        .hasMessageContaining("\"user\"");
  }

  @ParameterizedTest
  @CsvSource({
    "users, AUTO, INCREMENTAL, APPEND_DEDUP",
    "users, APPEND, INCREMENTAL, APPEND",
    "users, OVERWRITE, FULL_REFRESH, OVERWRITE",
    "users, APPEND_DEDUP, INCREMENTAL, APPEND_DEDUP",
    "users, OVERWRITE_DEDUP, FULL_REFRESH, OVERWRITE_DEDUP",
    "events, AUTO, INCREMENTAL, APPEND",
    "nested, AUTO, FULL_REFRESH, OVERWRITE",
    "plain, AUTO, FULL_REFRESH, OVERWRITE",
    "plain, APPEND, FULL_REFRESH, APPEND",
    "keyed, AUTO, FULL_REFRESH, OVERWRITE_DEDUP",
    "keyed, APPEND_DEDUP, FULL_REFRESH, APPEND_DEDUP",
    "no_cursor, AUTO, FULL_REFRESH, OVERWRITE_DEDUP",
    "only_incremental, AUTO, INCREMENTAL, APPEND_DEDUP",
  })
  void theModesFollowFromTheStreamAndTheMode(
      String name, Mode mode, SyncMode syncMode, WriteMode writeMode) {
    ConfiguredStream stream = one(StreamSelection.of(name).withMode(mode));
    assertThat(stream.syncMode()).isEqualTo(syncMode);
    assertThat(stream.writeMode()).isEqualTo(writeMode);
  }

  @Test
  void aFullRefreshReadsFromTheStartAndReplaces() {
    ConfiguredStream stream = one(StreamSelection.of("users").withFullRefresh(true));
    assertThat(stream.syncMode()).isEqualTo(SyncMode.FULL_REFRESH);
    assertThat(stream.writeMode()).isEqualTo(WriteMode.OVERWRITE_DEDUP);
    assertThat(stream.cursorField()).isEmpty();
  }

  @Test
  void keyAndCursorAreTheSources() {
    ConfiguredStream stream = one(StreamSelection.of("users"));
    assertThat(stream.cursorField()).containsExactly("updated_at");
    assertThat(stream.primaryKey()).containsExactly(List.of("id"));
  }

  @Test
  void aKeyOfOnesOwnReplacesTheSourcesAndTheModeFollows() {
    ConfiguredStream users = one(StreamSelection.of("users").withPrimaryKey("users", "org", "a.b"));
    assertThat(users.primaryKey()).containsExactly(List.of("org"), List.of("a.b"));
    ConfiguredStream plain = one(StreamSelection.of("plain").withPrimaryKey("plain", "id"));
    assertThat(plain.writeMode()).isEqualTo(WriteMode.OVERWRITE_DEDUP);
    ConfiguredStream nested = one(StreamSelection.of("nested").withPrimaryKey("nested", "id"));
    assertThat(nested.writeMode()).isEqualTo(WriteMode.OVERWRITE_DEDUP);
  }

  @Test
  void aNestedKeyOfOnesOwnIsNeverQuietlyUnused() {
    StreamSelection selection = StreamSelection.of("users").withPrimaryKey("users", "o.key");
    assertThat(one(selection.withMode(Mode.APPEND)).primaryKey())
        .containsExactly(List.of("o", "key"));
    assertUsage(() -> selection.configure(catalog))
        .hasMessageContaining("o, key")
        .hasMessageContaining("nested");
    assertUsage(() -> selection.withMode(Mode.APPEND_DEDUP).configure(catalog))
        .hasMessageContaining("o, key");
  }

  @Test
  void aCursorOfOnesOwnReplacesTheSourcesAndMakesAStreamIncremental() {
    assertThat(one(StreamSelection.of("users").withCursor("users", "org")).cursorField())
        .containsExactly("org");
    ConfiguredStream without = one(StreamSelection.of("no_cursor").withCursor("no_cursor", "o.at"));
    assertThat(without.syncMode()).isEqualTo(SyncMode.INCREMENTAL);
    assertThat(without.cursorField()).containsExactly("o", "at");
    ConfiguredStream refreshed =
        one(StreamSelection.of("users").withCursor("users", "org").withFullRefresh(true));
    assertThat(refreshed.cursorField()).as("it orders the rows of a key").containsExactly("org");
  }

  @Test
  void keysAndCursorsOfWhatIsNotThereAreRefused() {
    assertUsage(() -> StreamSelection.all().withCursor("user", "id").configure(catalog))
        .hasMessageContaining("users");
    assertUsage(() -> StreamSelection.of("plain").withPrimaryKey("users", "id").configure(catalog))
        .hasMessageContaining("\"users\"");
    assertUsage(() -> StreamSelection.all().withPrimaryKey("users", "ib").configure(catalog))
        .hasMessageContaining("'ib'")
        .satisfies(e -> assertThat(e.hint()).contains("Did you mean id?", "id, org, a.b, o, any"));
    assertUsage(() -> StreamSelection.all().withCursor("users", "o.none").configure(catalog))
        .hasMessageContaining("'o.none'");
    assertUsage(() -> StreamSelection.all().withCursor("users", "id.none").configure(catalog))
        .hasMessageContaining("'id.none'");
    assertThat(one(StreamSelection.of("users").withCursor("users", "any.thing")).cursorField())
        .as("what is in it is not known")
        .containsExactly("any", "thing");
  }

  @Test
  void withoutNamesAllStreamsAreSelectedInTheCatalogsOrder() {
    assertThat(StreamSelection.all().configure(catalog).streams()).hasSize(7);
    assertThat(
            StreamSelection.of("plain", "users").configure(catalog).streams().stream()
                .map(s -> s.descriptor().name()))
        .containsExactly("users", "plain");
  }

  @Test
  void aNameMayHaveItsNamespace() {
    AirbyteCatalog spaces =
        catalog(stream("t", FULL, "\"namespace\":\"a\""), stream("t", FULL, "\"namespace\":\"b\""));
    assertThat(StreamSelection.of("b.t").configure(spaces).streams())
        .extracting(ConfiguredStream::descriptor)
        .containsExactly(StreamDescriptor.of("b", "t"));
    assertThat(StreamSelection.of("t").configure(spaces).streams()).hasSize(2);
  }

  @Test
  void anUnknownStreamIsAnErrorThatNamesTheStreamsAndTheClosest() {
    assertUsage(() -> StreamSelection.of("user").configure(catalog))
        .satisfies(e -> assertThat(e.hint()).isEqualTo("Did you mean users?"))
        .hasMessageContaining("\"user\"")
        .hasMessageContaining("users, events, nested");
  }

  @Test
  void dedupWithoutUsableKeyIsAnErrorThatNamesTheStream() {
    assertUsage(() -> one(StreamSelection.of("plain").withMode(Mode.APPEND_DEDUP)))
        .hasMessageContaining("The stream plain has no primary key");
    assertUsage(() -> one(StreamSelection.of("nested").withMode(Mode.OVERWRITE_DEDUP)))
        .hasMessageContaining("nested fields");
  }

  @Test
  void aStreamThatIsOnlyIncrementalCannotBeFullyRefreshed() {
    assertUsage(() -> one(StreamSelection.of("only_incremental").withFullRefresh(true)))
        .hasMessageContaining("only_incremental");
    assertUsage(() -> one(StreamSelection.of("only_incremental").withMode(Mode.OVERWRITE)))
        .hasMessageContaining("only_incremental");
  }

  @Test
  void modesAreReadAsTheyAreWritten() {
    for (WriteMode mode : WriteMode.values()) {
      assertThat(Mode.parse(mode.wireName()).name()).isEqualTo(mode.name());
    }
    assertThat(Mode.parse("auto")).isEqualTo(Mode.AUTO);
    assertUsage(() -> Mode.parse("upsert")).hasMessageContaining("upsert");
  }

  private ConfiguredStream one(StreamSelection selection) {
    return selection.configure(catalog).streams().get(0);
  }

  private static String stream(String name, String... members) {
    return "{\"name\":\""
        + name
        + "\",\"json_schema\":"
        + SCHEMA
        + ","
        + String.join(",", members)
        + "}";
  }

  private static AirbyteCatalog catalog(String... streams) {
    try {
      return AirbyteCatalog.parse(
          new ObjectMapper().readTree("{\"streams\":[" + String.join(",", streams) + "]}"));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static AbstractThrowableAssert<?, AirbyteIoException> assertUsage(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.throwable(AirbyteIoException.class))
        .satisfies(e -> assertThat(e.category()).isEqualTo(Category.USAGE));
  }
}
