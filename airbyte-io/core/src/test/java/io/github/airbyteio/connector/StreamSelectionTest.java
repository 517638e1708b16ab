package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private final AirbyteCatalog catalog =
      catalog(
          stream("users", BOTH, CURSOR, KEY),
          stream("events", BOTH, "\"source_defined_cursor\":true"),
          stream("nested", FULL, NESTED),
          stream("plain", FULL),
          stream("keyed", FULL, KEY),
          stream("no_cursor", BOTH, KEY),
          stream("only_incremental", INCREMENTAL, CURSOR, KEY));

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
    return "{\"name\":\"" + name + "\",\"json_schema\":{}," + String.join(",", members) + "}";
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
