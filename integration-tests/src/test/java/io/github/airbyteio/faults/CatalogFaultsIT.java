package io.github.airbyteio.faults;

import static io.github.airbyteio.testing.FakeConnector.healthy;
import static io.github.airbyteio.testing.FakeConnector.then;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs that are odd, and streams that do not keep to them. */
@ExtendWith(LeavesNothing.class)
class CatalogFaultsIT {
  private static final FakeConnector FAKE = FakeConnector.create();

  @TempDir Path folder;

  private FakeSync sync(FakeConnector fake) throws Exception {
    return FakeSync.of(folder, fake).withMode(Mode.APPEND);
  }

  private static FakeSync.Outcome succeed(FakeSync sync) throws Exception {
    FakeSync.Outcome outcome = sync.run();
    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    return outcome;
  }

  private static FakeSync.Outcome fail(FakeSync sync) throws Exception {
    FakeSync.Outcome outcome = sync.run();
    assertThat(outcome.succeeded()).isFalse();
    return outcome;
  }

  private FakeConnector offering(String schema, Step... read) {
    return FAKE.withCatalog("{\"streams\":[" + FakeConnector.stream("things", schema) + "]}")
        .onRead(read);
  }

  @Test
  void fault9_streamOutsideTheCatalog_record() throws Exception {
    FakeSync sync =
        sync(
            FAKE.onRead(
                Step.records("users", 1, 3),
                Step.state("users", "{\"cursor\":3}"),
                Step.records("stranger", 1, 1)));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("a record of stream 'stranger'", "not asked for");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
  }

  @Test
  void fault9_streamOutsideTheCatalog_state() throws Exception {
    FakeSync sync =
        sync(FAKE.onRead(Step.records("users", 1, 3), Step.state("stranger", "{\"cursor\":3}")));

    FakeSync.Outcome outcome = fail(sync);

    assertThat(outcome.message()).contains("a state of stream 'stranger'");
    assertThat(sync.states()).isEmpty();
  }

  @Test
  void fault10_namespaces_keptApart() throws Exception {
    FakeSync sync =
        sync(
            FAKE.withStreams("a|users", "b|users")
                .onRead(
                    Step.records("a|users", 1, 2),
                    Step.records("b|users", 11, 13),
                    Step.state("a|users", "{\"cursor\":2}"),
                    Step.state("b|users", "{\"cursor\":13}")));

    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    List<List<String>> tables =
        sync.query(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                + " WHERE table_name LIKE '%users%' ORDER BY 1");
    assertThat(tables).hasSize(2);
    assertThat(sync.query("SELECT count(*) FROM " + tables.get(0).get(0)).get(0))
        .containsExactly("2");
    assertThat(sync.query("SELECT count(*) FROM " + tables.get(1).get(0)).get(0))
        .containsExactly("3");
    List<List<String>> states =
        sync.query("SELECT namespace, stream_name, state FROM _airbyte_state ORDER BY 1");
    assertThat(states).extracting(row -> row.get(0)).containsExactly("a", "b");
    assertThat(states.get(0).get(2)).contains("\"namespace\":\"a\"", "{\"cursor\":2}");
    assertThat(states.get(1).get(2)).contains("\"namespace\":\"b\"", "{\"cursor\":13}");
  }

  @Test
  void fault10_namespaces_nullEmptyAndAbsentAreOne() throws Exception {
    String data = ",\"data\":{\"id\":%d},\"emitted_at\":1}}";
    FakeSync sync =
        sync(
            FAKE.withStreams("users")
                .onRead(
                    Step.emit(
                        "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\""
                            + String.format(data, 1)),
                    Step.emit(
                        "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"namespace\":null"
                            + String.format(data, 2)),
                    Step.emit(
                        "{\"type\":\"RECORD\",\"record\":{\"namespace\":\"\",\"stream\":\"users\""
                            + String.format(data, 3)),
                    Step.emit(
                        "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":"
                            + "{\"name\":\"users\",\"namespace\":\"\"},\"stream_state\":{\"cursor\":3}}}}")));

    succeed(sync);

    assertThat(sync.ids("users")).containsExactly(1, 2, 3);
    assertThat(sync.states()).containsEntry("users", "{\"cursor\":3}");
  }

  @Test
  void fault11_streamTheSourceDoesNotHave() throws Exception {
    List<Step[]> variants =
        List.of(
            new Step[] {Step.status("orders", "INCOMPLETE")},
            new Step[] {
              Step.error("orders", "config_error", "no such stream"),
              Step.status("orders", "INCOMPLETE")
            },
            new Step[] {
              Step.state("orders", "{\"__ab_no_cursor_state_message\":true}"),
              Step.status("orders", "INCOMPLETE")
            });
    FakeSync before = sync(FAKE).withMode(Mode.OVERWRITE).withFullRefresh();
    succeed(before);
    for (Step[] variant : variants) {
      FakeSync sync =
          sync(FAKE.onRead(then(healthy("users"), variant)))
              .withMode(Mode.OVERWRITE)
              .withFullRefresh();

      FakeSync.Outcome outcome = fail(sync);

      assertThat(outcome.report().at("/error/stream").asText()).isEqualTo("orders");
      assertThat(outcome.stream("users").path("status").asText()).isEqualTo("succeeded");
      assertThat(sync.ids("orders")).as("not truncated").containsExactly(1, 2, 3, 4, 5);
      assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    }
  }

  @Test
  void fault12_recordsThatDoNotMatchTheSchema() throws Exception {
    FakeSync sync =
        sync(
            offering(
                "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\"},"
                    + "\"flag\":{\"type\":\"boolean\"}}}",
                Step.record("things", "{\"id\":1,\"flag\":true,\"extra\":\"x\"}"),
                Step.record("things", "{\"id\":2}"),
                Step.record("things", "{\"id\":3,\"flag\":{\"no\":\"boolean\"}}"),
                Step.record("things", "{\"id\":null,\"flag\":false}"),
                Step.record("things", "{\"id\":\"5\",\"flag\":\"true\"}")));

    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    assertThat(sync.query("SELECT id, flag FROM things ORDER BY id NULLS LAST"))
        .containsExactly(
            List.of("1", "true"),
            Arrays.asList("2", null),
            Arrays.asList("3", null),
            Arrays.asList("5", null),
            Arrays.asList(null, "false"));
    assertThat(sync.query("SELECT _airbyte_meta FROM things WHERE id = 3").toString())
        .contains("flag", "NULLED");
  }

  @Test
  void fault13_oddCatalogs_noStreams() throws Exception {
    FakeSync sync = sync(FAKE.withCatalog("{\"streams\":[]}"));

    FakeSync.Outcome outcome = succeed(sync);

    assertThat(outcome.report().path("streams")).isEmpty();
    assertThat(folder.resolve("source-fake.json.read.runs")).as("no process").doesNotExist();
  }

  @Test
  void fault13_oddCatalogs_fiveThousandStreams() throws Exception {
    String streams =
        IntStream.range(0, 5_000)
            .mapToObj(i -> FakeConnector.stream("s" + i, FakeConnector.SCHEMA))
            .collect(Collectors.joining(","));
    FakeSync sync =
        sync(FAKE.withCatalog("{\"streams\":[" + streams + "]}").onRead(healthy("s4999")))
            .withConnection(connection -> connection.withStreams("s4999"));

    succeed(sync);

    assertThat(sync.ids("s4999")).hasSize(5);
  }

  @Test
  void fault13_oddCatalogs_oddSchemas() throws Exception {
    FakeSync sync =
        sync(
            offering(
                "{\"properties\":{\"no_type\":{},\"strict\":{\"type\":\"string\"},\"listed\":{\"type\":[\"integer\"]},"
                    + "\"odd\":{\"type\":\"string\",\"airbyte_type\":\"never_heard_of\"}}}",
                Step.record(
                    "things",
                    "{\"no_type\":{\"a\":1},\"strict\":null,\"listed\":7,\"odd\":\"kept\"}")));

    succeed(sync);

    assertThat(sync.query("SELECT no_type, strict, listed, odd FROM things"))
        .containsExactly(Arrays.asList("{\"a\":1}", null, "7", "kept"));
  }

  @Test
  void fault39_names_ofStreams() throws Exception {
    FakeSync sync =
        sync(FAKE.withStreams("A", "a").onRead(Step.records("A", 1, 2), Step.records("a", 11, 13)));

    succeed(sync);

    List<List<String>> tables =
        sync.query("SELECT stream_name, table_name FROM _airbyte_streams ORDER BY 1");
    assertThat(tables).extracting(row -> row.get(0)).containsExactly("A", "a");
    assertThat(sync.ids('"' + tables.get(0).get(1) + '"')).containsExactly(1, 2);
    assertThat(sync.ids('"' + tables.get(1).get(1) + '"')).containsExactly(11, 12, 13);
  }

  @Test
  void fault39_names() throws Exception {
    String long1 = "n".repeat(63) + "a".repeat(37);
    String long2 = "n".repeat(63) + "b".repeat(37);
    List<String> names =
        List.of(
            "",
            "a b",
            "a_b",
            "ID",
            "id",
            long1,
            long2,
            "_airbyte_raw_id",
            "1st",
            "select",
            "q\\\"q");
    String properties =
        names.stream()
            .map(name -> "\"" + name + "\":{\"type\":\"string\"}")
            .collect(Collectors.joining(","));
    String data =
        names.stream()
            .map(name -> "\"" + name + "\":\"value of " + name + "\"")
            .collect(Collectors.joining(","));
    FakeSync sync =
        sync(
            offering(
                "{\"type\":\"object\",\"properties\":{" + properties + "}}",
                Step.record("things", "{" + data + "}")));

    succeed(sync);
    List<List<String>> columns =
        sync.query(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'things' ORDER BY ordinal_position");
    succeed(sync);

    List<List<String>> rows = sync.query("SELECT * FROM things");
    assertThat(rows).hasSize(2);
    for (String name : names) {
      assertThat(rows.get(0)).as(name).contains("value of " + name.replace("\\", ""));
      assertThat(rows.get(1)).as(name).contains("value of " + name.replace("\\", ""));
    }
    assertThat(
            sync.query(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'things' ORDER BY ordinal_position"))
        .as("the mapping is stable")
        .isEqualTo(columns);
  }

  @Test
  void fault39_schemaChanges() throws Exception {
    String head = "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}";
    succeed(
        sync(
            offering(
                head + ",\"old\":{\"type\":\"string\"}}}",
                Step.record("things", "{\"id\":1,\"old\":\"kept\"}"))));
    FakeSync added =
        sync(
            offering(
                head + ",\"new\":{\"type\":\"string\"}}}",
                Step.record("things", "{\"id\":2,\"new\":\"added\"}")));
    assertThat(succeed(added).stream("things").path("schema_changes").toString())
        .contains("added the column new", "old is gone");
    assertThat(added.query("SELECT id, old, \"new\" FROM things ORDER BY id"))
        .containsExactly(Arrays.asList("1", "kept", null), Arrays.asList("2", null, "added"));

    FakeSync changed =
        sync(
            offering(
                "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"boolean\"}}}",
                Step.record("things", "{\"id\":true}")));
    FakeSync.Outcome outcome = succeed(changed);

    assertThat(outcome.stream("things").path("schema_changes").toString())
        .contains("id", "BIGINT", "BOOLEAN", "id_bigint");
    assertThat(changed.query("SELECT id, id_bigint FROM things ORDER BY ALL"))
        .containsExactly(
            Arrays.asList("true", null), Arrays.asList(null, "1"), Arrays.asList(null, "2"));
    assertThat(
            changed.query(
                "SELECT count(*) FROM _airbyte_schema_changes WHERE stream_name = 'things' AND change LIKE '%old is gone%'"))
        .as("told once, kept for ever")
        .containsExactly(List.of("1"));
    UnaryOperator<Connection> strict =
        connection -> connection.withSchemaChangePolicy(SchemaChangePolicy.FAIL);
    succeed(changed.withConnection(strict));
    FakeSync another =
        sync(
            offering(
                head + ",\"new\":{\"type\":\"string\"}}}",
                Step.record("things", "{\"id\":2,\"new\":\"added\"}")));
    assertThat(fail(another.withConnection(strict)).message()).contains("things", "new", "fail");
  }

  @Test
  void spare50_emptySelection() throws Exception {
    FakeSync sync =
        sync(FAKE)
            .withConnection(
                (Connection connection) ->
                    connection.withCatalog(
                        io.github.airbyteio.protocol.ConfiguredCatalog.of(List.of())));

    succeed(sync);

    assertThat(folder.resolve("source-fake.json.read.runs")).as("no process").doesNotExist();
  }
}
