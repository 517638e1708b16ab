package io.github.airbyteio.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncFileTest {
  private static final String ONE = "source: source-faker\nto: duckdb:x.duckdb\n";
  private static final String TWO =
      """
      defaults:
        to: duckdb:x.duckdb
        config: {count: 1, nested: {a: 1}}
        streams: {users: {mode: append}}
      connections:
        first:
          source: source-faker
        second:
          source: source-other
          config: {count: 2, nested: {b: 2}}
          streams: [orders]
      """;

  private static final FileValue.Members NO_OPTIONS =
      new FileValue.Members(Place.option(""), Map.of());

  private static Map<String, String> read(String text, String... settings) {
    return read(text, null, NO_OPTIONS, settings);
  }

  private static Map<String, String> read(
      String text, String name, FileValue.Members options, String... settings) {
    Map<String, String> read = new LinkedHashMap<>();
    SyncFile.of(text, "x.yaml", List.of(settings).stream().map(Setting::parse).toList())
        .connections(options, name)
        .forEach((each, values) -> read.put(each, values.json().toString()));
    return read;
  }

  private static AbstractThrowableAssert<?, AirbyteIoException> refused(
      String text, String... settings) {
    return assertThatThrownBy(() -> read(text, settings))
        .asInstanceOf(InstanceOfAssertFactories.throwable(AirbyteIoException.class));
  }

  @Test
  void aFileIsOneConnectionWithOrWithoutAName() {
    assertThat(read(ONE)).containsOnlyKeys((String) null);
    assertThat(read(ONE + "connection: mine")).containsOnlyKeys("mine");
    assertThat(read(ONE + "connection: mine", "other", NO_OPTIONS)).containsOnlyKeys("other");
  }

  @Test
  void defaultsHoldWhereAConnectionSaysNothingElse() {
    Map<String, String> read = read(TWO);
    assertThat(read.keySet()).containsExactly("first", "second");
    assertThat(read.get("first"))
        .contains("\"count\":1", "\"to\":\"duckdb:x.duckdb\"", "{\"users\":{\"mode\":\"append\"}}");
    assertThat(read.get("second"))
        .contains("\"config\":{\"count\":2,\"nested\":{\"a\":1,\"b\":2}}", "[\"orders\"]")
        .doesNotContain("users");
  }

  @Test
  void oneOfSeveralIsChosenByItsName() {
    assertThat(read(TWO, "second", NO_OPTIONS)).containsOnlyKeys("second");
    assertThatThrownBy(() -> read(TWO, "secnd", NO_OPTIONS))
        .hasMessageContaining("'secnd'")
        .extracting(e -> ((AirbyteIoException) e).hint())
        .isEqualTo("Did you mean second?");
  }

  @Test
  void whatIsSetBesideTheFileHoldsForEachConnectionOrForOne() {
    assertThat(read(TWO, "retries=2", "config.count=7").values())
        .allSatisfy(values -> assertThat(values).contains("\"retries\":2", "\"count\":7"));
    Map<String, String> one = read(TWO, "connections.first.config.count=8", "defaults.retries=1");
    assertThat(one.get("first")).contains("\"count\":8", "\"retries\":1");
    assertThat(one.get("second")).contains("\"count\":2", "\"retries\":1");
  }

  @Test
  void aSettingIsJsonOrAText() {
    assertThat(
            read(ONE, "config.a=1", "config.b=x y", "config.\"c.d\"=\"1\"", "config.e={\"f\":[]}"))
        .containsValue(
            "{\"source\":\"source-faker\",\"to\":\"duckdb:x.duckdb\",\"config\":{\"a\":1,\"b\":\"x y\",\"c.d\":\"1\",\"e\":{\"f\":[]}}}");
    refused(ONE, "streams").hasMessage("--set: must be KEY=VALUE.");
    refused(ONE, "retries=many").hasMessage("--set retries: must be a number from 0 to 1000000.");
    refused(ONE, "retires=1").hasMessage("--set retires: this key is not known.");
    refused(ONE, "source.x=1").hasMessageContaining("'source' is no map");
  }

  @Test
  void optionsHoldBeforeTheFileAndChooseAmongItsStreams() {
    FileValue.Members options =
        NO_OPTIONS
            .with("streams", FileValue.of(Place.option("--streams"), json("[\"users\",\"new\"]")))
            .with("retries", FileValue.of(Place.option("--retries"), json("1")));
    String streams = "retries: 3\nstreams: {public.users: {mode: append}, orders: {mode: append}}";
    assertThat(read(ONE + streams, null, options).values())
        .singleElement()
        .asString()
        .contains(
            "\"retries\":1", "\"streams\":{\"public.users\":{\"mode\":\"append\"},\"new\":null}");
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    return YamlText.read(text, "test").json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on_schema_chnge: fail | x.yaml, line 3, column 1: on_schema_chnge: this key is not known. | on_schema_change",
        "streams: {users: {primarykey: id}} | line 3, column 19: streams.users.primarykey: this key | primary_key",
        "retries: many | line 3, column 1: retries: must be a number from 0 |",
        "mode: upsert | mode: must be auto, append, overwrite |",
        "streams: {users: 5} | streams.users: must be a map of a stream's keys, or left empty |",
        "streams: [] | streams: must be a list of streams |",
        "full_refresh: no | full_refresh: must be true or false |",
        "every: 0s | every: must be a duration |",
        "source: source-other | line 3, column 1: source: this key was given before |",
        "config: {a: {b: 1, b: 2}} | line 3, column 20: b: this key was given before |",
        "config: !!java.util.Date x | a value has a type of its own | '!'",
        "config: {a: .inf} | this number has no value in JSON | quotes",
        "config: &a {b: *a} | an alias stands within |",
        "config: {a: 'x | no valid YAML |",
        "config: {[a]: 1} | a key is a text |",
      })
  void whatIsWrongIsToldWithItsPlace(String line, String message, String hint) {
    var failure = refused(ONE + line);
    failure.hasMessageContaining("x.yaml").hasMessageContaining(message);
    failure.extracting(AirbyteIoException::category).isEqualTo(Category.CONFIG);
    if (hint != null) {
      failure.extracting(AirbyteIoException::hint).asString().contains(hint);
    }
  }

  @Test
  void keysOfOneConnectionDoNotStandBesideSeveral() {
    refused(TWO + "source: source-faker").hasMessageContaining("source: this key is not known");
    refused("connections: {}").hasMessageContaining("must be a map of names and connections");
    refused("connections: {a: {connection: b}}").hasMessageContaining("connections.a.connection");
    refused("- a").hasMessageContaining("a sync file is a map");
    refused("").hasMessageContaining("it is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "on", "yes", "off", "Norway", "1e", "2026-01-01", "0o7"})
  void whatLooksLikeABooleanElsewhereIsAText(String text) {
    assertThat(read(ONE + "config: {a: " + text + "}").values())
        .singleElement()
        .asString()
        .contains("\"a\":\"" + text + "\"");
  }

  @Test
  void aDocumentThatGrowsByItsAliasesIsRefused() {
    StringBuilder bomb =
        new StringBuilder(ONE + "config:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 8; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("  a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(", ", List.of(alias, alias, alias, alias, alias, alias)))
          .append("]\n");
    }
    refused(bomb.toString()).hasMessageContaining("more than");
  }

  @Test
  void nothingOfTheContentIsInAMessage() {
    refused(ONE + "config: {password: canary\n").satisfies(SyncFileTest::isSilent);
    refused(ONE + "config: 'canary\n").satisfies(SyncFileTest::isSilent);
    refused(ONE + "python: [canary]").satisfies(SyncFileTest::isSilent);
    refused(ONE + "config: *canary").satisfies(SyncFileTest::isSilent);
    refused(ONE, "config.password.x=canary", "retries=canary").satisfies(SyncFileTest::isSilent);
  }

  private static void isSilent(AirbyteIoException failure) {
    assertThat(failure.getMessage() + failure.hint()).doesNotContain("canary");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> SyncFile.read(Path.of("none.yaml"), List.of()))
        .hasMessage("There is no file none.yaml.");
  }
}
