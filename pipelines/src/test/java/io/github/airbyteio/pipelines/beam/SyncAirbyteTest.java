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
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncAirbyteTest {
  private static final String URN = SyncAirbyteProvider.URN;

  @TempDir Path folder;
  private String source;
  private String file;

  @BeforeEach
  void install() throws Exception {
    file = folder.resolve("x.duckdb").toString();
    source =
        install(
            FakeConnector.create()
                .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users", "orders")));
  }

  private String install(FakeConnector connector) throws Exception {
    return "exec:'" + connector.installAs(folder, "source-fake") + "'";
  }

  private Map<String, Object> options(Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(Map.of("source", source, "target", "duckdb:" + file));
    all.putAll(options);
    return all;
  }

  private void run(Map<String, Object> options) {
    Expansion.run(URN, options(options));
  }

  private void refuses(Map<String, Object> options, String message) {
    assertThatThrownBy(() -> Expansion.expand(Pipeline.create(), URN, options(options)))
        .hasMessageStartingWith(message);
  }

  private String one(String sql) throws Exception {
    return Expansion.query(file, sql).get(0);
  }

  @Test
  void theReportIsARowAStreamAndTheNextRunContinues() throws Exception {
    for (long records : List.of(10L, 0L)) {
      Pipeline pipeline = Pipeline.create();
      PCollection<Row> report = Expansion.expand(pipeline, URN, options(Map.of())).get("output");
      PAssert.that(report)
          .satisfies(
              rows -> {
                assertThat(rows)
                    .extracting(row -> row.getString("name") + " " + row.getInt64("records_read"))
                    .containsExactlyInAnyOrder("users " + records, "orders " + records);
                assertThat(rows)
                    .allSatisfy(row -> assertThat(row.getString("status")).isEqualTo("succeeded"));
                return null;
              });
      pipeline.run().waitUntilFinish();
    }
    assertThat(one("SELECT count(*) FROM users")).isEqualTo("10");
  }

  @Test
  void modesAndFullRefresh() throws Exception {
    run(Map.of("streams", List.of("users"), "mode", "append"));
    run(Map.of("streams", List.of("users"), "mode", "append", "full_refresh", true));
    // A refresh in mode append adds all again, as a new generation.
    assertThat(one("SELECT count(*) FROM users")).isEqualTo("20");
    assertThat(Expansion.query(file, "SHOW TABLES")).doesNotContain("orders");
    refuses(Map.of("mode", "upsert"), "mode: ");
  }

  @Test
  void theConnectionKeysTheState() throws Exception {
    run(Map.of("connection", "mine", "streams", List.of("users")));

    assertThat(one("SELECT connection_id FROM _airbyte_state")).isEqualTo("mine");
  }

  @Test
  void aCatalogAndAConfigFromFiles() throws Exception {
    Path catalog = folder.resolve("catalog.json");
    Files.writeString(
        catalog, "{\"streams\":[" + FakeConnector.stream("users", FakeConnector.SCHEMA) + "]}");
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{}");

    run(Map.of("catalog", catalog.toString(), "config", "file:" + config));

    assertThat(Expansion.query(file, "SHOW TABLES")).contains("users").doesNotContain("orders");
    Files.delete(config);
    assertThatThrownBy(() -> run(Map.of("catalog", catalog.toString(), "config", "file:" + config)))
        .hasStackTraceContaining("config.json");
  }

  @Test
  void schemaChangesFollowThePolicy() throws Exception {
    source =
        install(
            FakeConnector.create()
                .withStreams("users")
                .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users")));
    run(Map.of());
    String wider =
        FakeConnector.SCHEMA.replace("\"name\":", "\"more\":{\"type\":\"string\"},\"name\":");
    source =
        install(
            FakeConnector.create()
                .withCatalog("{\"streams\":[" + FakeConnector.stream("users", wider) + "]}")
                .onRead(Step.incremental(Step.Kind.STREAM, 10, 5, "users")));

    run(Map.of("on_schema_change", "freeze"));
    assertThat(Expansion.query(file, "SELECT column_name FROM (DESCRIBE users)"))
        .doesNotContain("more");
    assertThatThrownBy(() -> run(Map.of("on_schema_change", "fail")))
        .hasStackTraceContaining("more");
    refuses(Map.of("on_schema_change", "ignore"), "on_schema_change ignore: ");
  }

  @Test
  void eachStreamHasAProcessOfItsOwn() throws Exception {
    Path launches = folder.resolve("launches");
    source = install(FakeConnector.create().onRead(Step.reach(launches)));

    run(Map.of("processes", "stream"));

    assertThat(Files.readAllLines(launches)).hasSize(2);
    refuses(Map.of("processes", "0"), "processes 0: ");
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsLaunched() {
    source = "exec:" + folder.resolve("not-here");
    refuses(Map.of("target", "x.duckdb"), "target: ");
    refuses(Map.of("target", ""), "target: is missing");
    refuses(Map.of("target", "postgresql://h/d?user=u&password=canary"), "target: A secret is not");
  }
}
