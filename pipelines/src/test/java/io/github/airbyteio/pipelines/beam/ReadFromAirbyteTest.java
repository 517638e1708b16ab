package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFromAirbyteTest {
  private static final String URN = ReadFromAirbyteProvider.URN;

  private static final FakeConnector ONLY_USERS =
      FakeConnector.create().onRead(FakeConnector.healthy("users"));

  @TempDir Path folder;
  private String source;

  @BeforeEach
  void install() throws Exception {
    source = install(FakeConnector.create(), "source-fake");
  }

  private String install(FakeConnector connector, String name) throws Exception {
    return "exec:'" + connector.installAs(folder, name) + "'";
  }

  private PCollectionRowTuple expand(Pipeline pipeline, Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(Map.of("source", source));
    all.putAll(options);
    return Expansion.expand(pipeline, URN, all);
  }

  private static void assertCount(PCollection<Row> rows, long count) {
    PAssert.thatSingleton(rows.apply(rows.getName(), Count.globally())).isEqualTo(count);
  }

  @Test
  void oneStreamIsTheOutput() throws Exception {
    source = install(ONLY_USERS, "source-users");
    Pipeline pipeline = Pipeline.create();
    PCollectionRowTuple read = expand(pipeline, Map.of("streams", List.of("users")));

    assertThat(read.getAll().keySet()).containsExactly("output");
    PCollection<Row> users = read.get("output");
    assertThat(users.getSchema().getFieldNames()).containsExactly("id", "name", "updated_at");
    assertThat(users.getSchema().getField("updated_at").getType().withNullable(false))
        .isEqualTo(FieldType.logicalType(SqlTypes.TIMESTAMP));
    assertCount(users, 5);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void ofSeveralStreamsEachIsAnOutput() {
    Pipeline pipeline = Pipeline.create();
    PCollectionRowTuple read = expand(pipeline, Map.of());

    assertThat(read.getAll().keySet()).containsExactlyInAnyOrder("users", "orders");
    assertCount(read.get("users"), 5);
    assertCount(read.get("orders"), 5);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void typesThatOnlyJavaKnowsAreStrings() throws Exception {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"d\":{\"type\":\"string\",\"format\":\"date\"},"
            + "\"t\":{\"type\":\"string\",\"format\":\"time\",\"airbyte_type\":\"time_without_timezone\"},"
            + "\"dt\":{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_without_timezone\"}}}";
    source =
        install(
            FakeConnector.create()
                .withCatalog("{\"streams\":[" + FakeConnector.stream("times", schema) + "]}")
                .onRead(
                    Step.record(
                        "times",
                        "{\"d\":\"2024-02-03\",\"t\":\"10:00:00\",\"dt\":\"2024-02-03T10:00:00\"}"),
                    Step.record("times", "{}"),
                    Step.status("times", "COMPLETE")),
            "source-times");
    Pipeline pipeline = Pipeline.create();
    PCollection<Row> rows = expand(pipeline, Map.of()).get("output");

    PAssert.that(rows)
        .containsInAnyOrder(
            Row.withSchema(rows.getSchema())
                .addValues("2024-02-03", "10:00:00", "2024-02-03T10:00:00")
                .build(),
            Row.nullRow(rows.getSchema()));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aCatalogFromAFileNeedsNoConnectorWhereThePipelineIsBuilt() throws Exception {
    Path catalog = folder.resolve("catalog.json");
    Files.writeString(
        catalog, "{\"streams\":[" + FakeConnector.stream("users", FakeConnector.SCHEMA) + "]}");
    source = "exec:" + folder.resolve("not-here");
    Pipeline pipeline = Pipeline.create();

    PCollectionRowTuple read =
        expand(pipeline, Map.of("catalog", catalog.toString(), "config", "env:ONLY_ON_THE_WORKER"));

    assertThat(read.get("output").getSchema().hasField("name")).isTrue();
    assertThatThrownBy(
            () -> expand(Pipeline.create(), Map.of("catalog", folder.resolve("no").toString())))
        .hasMessageStartingWith("catalog: cannot read");
    Files.writeString(catalog, "{}");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("catalog", catalog.toString())))
        .hasMessageStartingWith("catalog: ");
  }

  @Test
  void theConfigIsReadFromAFile() throws Exception {
    source = install(ONLY_USERS, "source-users");
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"password\": \"canary\"}");
    Pipeline pipeline = Pipeline.create();
    assertCount(
        expand(pipeline, Map.of("streams", List.of("users"), "config", "file:" + config))
            .get("output"),
        5);
    pipeline.run().waitUntilFinish();

    Files.writeString(config, "{\"password\": 1}");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("config", "file:" + config)))
        .hasMessageContaining("$.password");
  }

  @Test
  void aSecretIsNotWrittenOut() {
    assertThatThrownBy(
            () -> expand(Pipeline.create(), Map.of("config", "{\"password\": \"canary\"}")))
        .hasMessageStartingWith("config: 'password' is a secret")
        .hasMessageContaining("env:NAME")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("config", "canary")))
        .hasMessageStartingWith("config: ")
        .hasMessageNotContaining("canary");
  }

  @Test
  void itContinuesFromTheStatesOfASync() throws Exception {
    source =
        install(
            FakeConnector.create()
                .withStreams("users")
                .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users")),
            "source-counting");
    String target = "duckdb:" + folder.resolve("x.duckdb");
    Expansion.run(
        SyncAirbyteProvider.URN,
        Map.of("source", source, "target", target, "connection", "numbers"));
    Pipeline pipeline = Pipeline.create();

    assertCount(
        expand(pipeline, Map.of("connection", "numbers", "state_from", target)).get("output"), 0);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void eachStreamHasAProcessOfItsOwn() throws Exception {
    Path launches = folder.resolve("launches");
    source = install(FakeConnector.create().onRead(Step.reach(launches)), "source-reaching");
    Pipeline pipeline = Pipeline.create();
    expand(pipeline, Map.of("processes", "stream"));
    pipeline.run().waitUntilFinish();

    assertThat(Files.readAllLines(launches)).hasSize(2);
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("processes", "many")))
        .hasMessageStartingWith("processes many: ");
  }

  @Test
  void aReadThatFailsFailsThePipeline() throws Exception {
    source =
        install(
            FakeConnector.create()
                .onRead(
                    Step.records("users", 1, 3),
                    Step.error("users", "config_error", "the account is closed"),
                    Step.exit(1)),
            "source-failing");
    Pipeline pipeline = Pipeline.create();
    expand(pipeline, Map.of("streams", List.of("users")));

    assertThatThrownBy(() -> pipeline.run().waitUntilFinish())
        .hasStackTraceContaining("the account is closed");
  }

  @Test
  void whatIsWrongNamesTheOption() {
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("streams", List.of("user"))))
        .hasMessageStartingWith("streams: ")
        .hasMessageContaining("Did you mean users?");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("source", "manifest:x")))
        .hasMessageStartingWith("source: ");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("source", " ")))
        .hasMessageStartingWith("source: is missing");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("connection", " ")))
        .hasMessageStartingWith("connection: ");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("state_from", "x.duckdb")))
        .hasMessageStartingWith("state_from: ");
  }
}
