package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sync tells of changed schemas, deleted rows and keys that cannot be stored. */
class TableChangesIT {
  private static final String THINGS =
      "{\"properties\":{\"id\":{\"type\":\"integer\"},\"v\":{\"type\":\"string\"},\"updated_at\":{\"type\":\"integer\"},"
          + "\"_ab_cdc_deleted_at\":{\"type\":\"string\"}}}";

  @TempDir Path folder;

  @BeforeEach
  void install() throws Exception {
    FakeConnector.create()
        .withCatalog("{\"streams\":[" + FakeConnector.stream("things", THINGS) + "]}")
        .onRead(
            Step.status("things", "STARTED"),
            Step.record("things", "{\"id\":1,\"v\":\"a\",\"updated_at\":1}"),
            Step.record("things", "{\"id\":2,\"v\":\"b\",\"updated_at\":1}"),
            Step.record(
                "things", "{\"id\":1,\"v\":\"a\",\"updated_at\":2,\"_ab_cdc_deleted_at\":\"now\"}"),
            Step.status("things", "COMPLETE"))
        .installAs(folder, "source-fake");
  }

  private CommandLineRun sync(int exitCode, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sync",
                "--source",
                "exec:./source-fake",
                "--to",
                "duckdb:f.duckdb",
                "--full-refresh"));
    command.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.run(folder, command.toArray(String[]::new));
    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  private List<List<String>> query(String sql) throws Exception {
    return Database.query(folder.resolve("f.duckdb"), sql);
  }

  @Test
  void aChangedSchemaIsPrintedOnceAndKept() throws Exception {
    CommandLineRun first = sync(0);
    assertThat(first.err()).doesNotContain("Table of");

    CommandLineRun changed = sync(0, "--drop", "things.v");
    assertThat(changed.err())
        .contains("Table of things: the field v is gone: the new table has no column of it");

    CommandLineRun again = sync(0, "--drop", "things.v");
    assertThat(again.err()).doesNotContain("Table of");
    assertThat(query("SELECT stream_name, change FROM _airbyte_schema_changes"))
        .containsExactly(
            List.of("things", "the field v is gone: the new table has no column of it"));

    CommandLineRun refused = sync(6, "--on-schema-change", "fail");
    assertThat(refused.err()).contains("things", "the source has the new field v", "fail");
  }

  @Test
  void deletedRowsGoOrStay() throws Exception {
    CommandLineRun hard = sync(0);
    assertThat(query("SELECT id FROM things")).as(hard.story()).containsExactly(List.of("2"));

    CommandLineRun soft = sync(0, "--cdc-deletes", "soft");
    assertThat(query("SELECT id, _ab_cdc_deleted_at FROM things ORDER BY id"))
        .as(soft.story())
        .containsExactly(List.of("1", "now"), Arrays.asList("2", null));
  }

  @Test
  void aKeyThatCannotBeStoredStopsTheSyncAndNamesTheField() throws Exception {
    FakeConnector.create()
        .withCatalog("{\"streams\":[" + FakeConnector.stream("things", THINGS) + "]}")
        .onRead(
            Step.status("things", "STARTED"),
            Step.record("things", "{\"id\":\"canary\"}"),
            Step.status("things", "COMPLETE"))
        .installAs(folder, "source-fake");

    CommandLineRun run = sync(5);

    assertThat(run.err())
        .contains("'things'", "'id' is part of its primary key", "Choose another key")
        .doesNotContain("canary");
  }
}
