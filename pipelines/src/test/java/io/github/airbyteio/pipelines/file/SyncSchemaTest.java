package io.github.airbyteio.pipelines.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncSchemaTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(SyncSchema.json());

  private static boolean isRead(String text) {
    try {
      SyncFile.of(text, "x.yaml", List.of())
          .connections(new FileValue.Members(Place.option(""), Map.of()), null);
      return true;
    } catch (AirbyteIoException e) {
      return false;
    }
  }

  private boolean isValid(String text) {
    return schema.validate(YamlText.read(text, "x.yaml").json()).isEmpty();
  }

  /** The published file is what {@code airbyteio schema} prints. */
  @Test
  void theSchemaIsPublished() throws IOException {
    JsonNode published =
        new ObjectMapper().readTree(Files.readString(DOCS.resolve("sync-file.schema.json")));
    assertThat(published).isEqualTo(SyncSchema.json());
  }

  @Test
  void theExamplesOfTheDocumentationAreReadAndFitTheSchema() throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher found = EXAMPLE.matcher(Files.readString(DOCS.resolve("sync-file.md")));
    while (found.find()) {
      examples.add(found.group(1));
    }
    assertThat(examples).isNotEmpty().allMatch(SyncSchemaTest::isRead).allMatch(this::isValid);
  }

  @Test
  void theDocumentationHasEachKeyInItsTable() throws IOException {
    Set<String> keys = new TreeSet<>();
    SyncKeys.CONNECTION.keys().forEach(key -> keys.add(key.name()));
    SyncKeys.STREAM.keys().forEach(key -> keys.add(key.name()));
    String page = Files.readString(DOCS.resolve("sync-file.md"));
    assertThat(keys).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
  }

  /** What the schema allows is read, and what it refuses is refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "retries: 0",
        "retries: -1",
        "retries: 1000001",
        "retries: 1.5",
        "retries: 2.0",
        "retries: '1'",
        "retries:",
        "heartbeat: 0",
        "heartbeat: 99999999999",
        "mode: append",
        "mode: Append",
        "mode: [append]",
        "full_refresh: true",
        "full_refresh: 'true'",
        "processes: 4",
        "processes: 0",
        "processes: stream",
        "processes: many",
        "every: 15m",
        "every: 0m",
        "every: 15",
        "every: 15 m",
        "every: 1m30s",
        "config: {a: [1, {b: null}]}",
        "config: env:X",
        "config: []",
        "config:",
        "streams: [a, b]",
        "streams: []",
        "streams: a",
        "streams: [1]",
        "streams: {}",
        "streams: {a: , b: {}}",
        "streams: {a: {mode: append, primary_key: id, cursor: at}}",
        "streams: {a: {primary_key: [id, org]}}",
        "streams: {a: {primary_key: []}}",
        "streams: {a: {select: id}}",
        "streams: {a: {rename: {x: y}, hash: [z], drop: [w], filter: x>1}}",
        "streams: {a: {rename: {}}}",
        "streams: {a: {rename: [x]}}",
        "streams: {a: {filter: [x>1, '']}}",
        "streams: {a: {full_refresh: true}}",
        "python: ''",
        "python: 3.11",
        "unknown: 1",
        "connections: {a: {}}",
      })
  void theSchemaAgreesWithTheReader(String line) {
    String text = "source: s\nto: duckdb:x\n" + line;
    assertThat(isValid(text)).isEqualTo(isRead(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connections: {a: {source: s}, b: }",
        "connections: {}",
        "connections: [a]",
        "connections: {a: {connection: b}}",
        "connections: {a: {source: s}}\ndefaults: {to: duckdb:x}",
        "connections: {a: {source: s}}\ndefaults:",
        "connections: {a: {source: s}}\ndefaults: {tto: duckdb:x}",
        "defaults: {to: duckdb:x}",
        "connections: {a: {source: 5}}",
      })
  void theSchemaAgreesWithTheReaderOnSeveralConnections(String text) {
    assertThat(isValid(text)).isEqualTo(isRead(text));
  }
}
