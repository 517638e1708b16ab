package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteToDuckDbTest {
  private static final Schema SCHEMA =
      Schema.builder().addInt64Field("id").addStringField("name").addInt64Field("version").build();

  @TempDir Path folder;
  private String file;

  @BeforeEach
  void name() {
    file = folder.resolve("x.duckdb").toString();
  }

  private static Row row(long id, String name, long version) {
    return Row.withSchema(SCHEMA).addValues(id, name, version).build();
  }

  private PCollection<Row> expand(Pipeline pipeline, Map<String, Object> options, Row... rows) {
    Map<String, Object> all = new HashMap<>(Map.of("database", file, "table", "things"));
    all.putAll(options);
    return PCollectionRowTuple.of(
            "input", pipeline.apply(Create.of(List.of(rows)).withRowSchema(rows[0].getSchema())))
        .apply(Expansion.transform(WriteToDuckDbProvider.URN, all))
        .get("output");
  }

  private void write(Map<String, Object> options, Row... rows) {
    Pipeline pipeline = Pipeline.create();
    expand(pipeline, options, rows);
    pipeline.run().waitUntilFinish();
  }

  private void refuses(Map<String, Object> options, String message) {
    assertThatThrownBy(() -> expand(Pipeline.create(), options, row(1, "a", 1)))
        .hasMessageStartingWith(message);
  }

  private List<String> names() throws Exception {
    return Expansion.query(file, "SELECT name FROM things ORDER BY id, name");
  }

  @Test
  void rowsAreAppendedAndCounted() throws Exception {
    write(Map.of(), row(1, "a", 1));
    Pipeline pipeline = Pipeline.create();
    PAssert.thatSingleton(
            expand(pipeline, Map.of("mode", "append"), row(1, "b", 1), row(2, "c", 1)))
        .satisfies(
            written -> {
              assertThat(written.getString("table")).isEqualTo("things");
              assertThat(written.getInt64("rows")).isEqualTo(2);
              assertThat(written.getInt64("rows_nulled")).isZero();
              return null;
            });
    pipeline.run().waitUntilFinish();

    assertThat(names()).containsExactly("a", "b", "c");
  }

  @Test
  void oneRowAKeyIsKeptTheOneWithTheGreatestCursor() throws Exception {
    Map<String, Object> options = Map.of("primary_key", List.of("id"), "cursor", "version");
    write(options, row(1, "new", 2), row(2, "other", 1));
    write(options, row(1, "old", 1));
    assertThat(names()).containsExactly("new", "other");

    write(Map.of("mode", "append_dedup", "primary_key", List.of("id")), row(2, "later", 0));
    assertThat(names()).containsExactly("new", "later");
  }

  @Test
  void theSchemaOfTheDatabaseAndThePolicyAreHeeded() throws Exception {
    Map<String, Object> raw = Map.of("database", "duckdb:" + file + "?schema=raw");
    write(raw, row(1, "a", 1));
    assertThat(Expansion.query(file, "SELECT name FROM raw.things")).containsExactly("a");

    Schema wider = Schema.builder().addFields(SCHEMA.getFields()).addStringField("more").build();
    Map<String, Object> fail = new HashMap<>(raw);
    fail.put("on_schema_change", "fail");
    Row more = Row.withSchema(wider).addValues(1L, "b", 1L, "m").build();
    assertThatThrownBy(() -> write(fail, more)).hasStackTraceContaining("more");
  }

  @Test
  void whatHasNoEffectOrIsWrongIsRefused() {
    refuses(Map.of("mode", "overwrite"), "mode: ");
    refuses(Map.of("mode", "upsert"), "mode: ");
    refuses(Map.of("mode", "append", "primary_key", List.of("id")), "primary_key: ");
    refuses(Map.of("mode", "append_dedup"), "primary_key: ");
    refuses(Map.of("on_schema_change", "no"), "on_schema_change no: ");
    refuses(Map.of("table", " "), "table: ");
    refuses(Map.of("database", "postgresql://h/d"), "database: ");
    assertThatThrownBy(() -> expand(Pipeline.create(), Map.of("cursor", "version"), row(1, "a", 1)))
        .hasMessageContaining("cursor");
  }
}
