package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options that select and change columns, filter records, and choose keys and cursors. */
class TransformationsIT {
  private static final String USERS =
      "{\"properties\":{\"id\":{\"type\":\"integer\"},\"org\":{\"type\":\"string\"},\"mail\":{\"type\":\"string\"},"
          + "\"age\":{\"type\":\"integer\"},\"name\":{\"type\":\"string\"},\"version\":{\"type\":\"integer\"},"
          + "\"updated_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}";

  @TempDir Path folder;

  @BeforeEach
  void install() throws Exception {
    FakeConnector.create()
        .withCatalog(
            "{\"streams\":["
                + FakeConnector.stream("app.users", USERS)
                + ","
                + FakeConnector.stream("app", USERS)
                + "]}")
        .onRead(
            Step.status("app.users", "STARTED"),
            user(1, "a", "ann@x", "20", "Ann", 1),
            user(1, "b", "bob@x", "30", "Bob", 1),
            user(1, "a", "eve@x", "40", "Eve", 3),
            user(1, "a", "old@x", "50", "Old", 2),
            user(2, "a", "kid@x", "17", "Kid", 9),
            user(3, "a", "non@x", "null", "Non", 9),
            Step.state("app.users", "{\"cursor\":3}", 6),
            Step.status("app.users", "COMPLETE"),
            Step.status("app", "STARTED"),
            Step.record("app", "{\"id\":1,\"mail\":\"plain@x\",\"new\":{\"field\":1.0}}"),
            Step.status("app", "COMPLETE"))
        .installAs(folder, "source-fake");
  }

  private static Step user(int id, String org, String mail, String age, String name, int version) {
    return Step.record(
        "app.users",
        String.format(
            "{\"id\":%d,\"org\":\"%s\",\"mail\":\"%s\",\"age\":%s,\"name\":\"%s\",\"version\":%d,\"updated_at\":\"2024-01-01T00:00:00Z\"}",
            id, org, mail, age, name, version));
  }

  private CommandLineRun sync(int exitCode, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("sync", "--source", "exec:./source-fake", "--to", "duckdb:f.duckdb", "--json"));
    command.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.run(folder, command.toArray(String[]::new));
    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
    return run;
  }

  private List<List<String>> query(String sql) throws Exception {
    return Database.query(folder.resolve("f.duckdb"), sql);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void allOptionsTogetherMakeTheTableThatWasAskedFor() throws Exception {
    CommandLineRun run =
        sync(
            0,
            "--primary-key",
            "app.users=id,org",
            "--cursor",
            "app.users=version",
            "--select",
            "app.users.id,app.users.org,app.users.mail,app.users.name,app.users.version",
            "--drop",
            "app.users.name",
            "--rename",
            "app.users.mail=email,app.users.id=number",
            "--hash",
            "app.users.mail",
            "--filter",
            "app.users.age>=18",
            "--filter",
            "app.users.name!='Nobody'",
            "--on-count-mismatch",
            "fail");

    assertThat(query("SELECT number, org, email, version FROM \"app.users\" ORDER BY org"))
        .containsExactly(
            List.of("1", "a", sha256("eve@x"), "3"), List.of("1", "b", sha256("bob@x"), "1"));
    assertThat(
            query(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'app.users'"
                    + " AND column_name NOT LIKE '\\_airbyte%' ESCAPE '\\' ORDER BY ordinal_position"))
        .containsExactly(List.of("number"), List.of("org"), List.of("email"), List.of("version"));
    assertThat(query("SELECT mail FROM app")).containsExactly(List.of("plain@x"));
    JsonNode users = run.document().at("/streams/0");
    assertThat(users.path("mode").asText()).isEqualTo("append_dedup");
    assertThat(users.path("records_read").asInt()).isEqualTo(6);
    assertThat(users.path("records_committed").asInt()).isEqualTo(4);
    assertThat(users.path("records_filtered").asInt()).isEqualTo(2);
    assertThat(run.document().at("/streams/1").has("records_filtered")).isFalse();
    assertThat(run.err()).contains("filtered");
  }

  @Test
  void unknownFieldsAreKeptInTheMetaIfThatIsAsked() throws Exception {
    sync(0, "--keep-unknown-fields");

    assertThat(query("SELECT CAST(_airbyte_meta->'unknown_fields' AS VARCHAR) FROM app"))
        .containsExactly(List.of("{\"new\":{\"field\":1.0}}"));
    CommandLineRun preview =
        CommandLineRun.run(
            folder,
            "preview",
            "app",
            "--source",
            "exec:./source-fake",
            "--json",
            "--keep-unknown-fields");
    assertThat(preview.out())
        .as(preview.story())
        .contains(
            "\"_airbyte_meta\":{\"changes\":[],\"unknown_fields\":{\"new\":{\"field\":1.0}}}");
  }

  @Test
  void withoutTheOptionsTheSourcesKeyAndAllColumnsAreUsed() throws Exception {
    CommandLineRun run = sync(0);

    assertThat(query("SELECT id, mail, name FROM \"app.users\" ORDER BY id"))
        .containsExactly(
            List.of("1", "old@x", "Old"),
            List.of("2", "kid@x", "Kid"),
            List.of("3", "non@x", "Non"));
    assertThat(run.err()).doesNotContain("filtered");
    assertThat(
            query("SELECT count(*) FROM app WHERE CAST(_airbyte_meta AS VARCHAR) LIKE '%unknown%'"))
        .containsExactly(List.of("0"));
  }

  @Test
  void aPreviewShowsWhatASyncWouldStore() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "preview",
            "app.users",
            "--source",
            "exec:./source-fake",
            "--json",
            "--drop",
            "app.users.age,app.users.version,app.users.org",
            "--rename",
            "app.users.name=label",
            "--hash",
            "app.users.mail",
            "--filter",
            "app.users.age<18");

    assertThat(run.out())
        .as(run.story())
        .isEqualTo(
            "{\"id\":2,\"mail\":\""
                + sha256("kid@x")
                + "\",\"label\":\"Kid\",\"updated_at\":\"2024-01-01T00:00:00Z\"}\n");
  }

  @Test
  void whatCannotBeIsRefusedAndNothingIsWritten() throws Exception {
    assertThat(sync(2, "--select", "app.users.mail").err())
        .contains("'app.users'", "'id' is part of its primary key")
        .contains("mode append or overwrite");
    assertThat(sync(2, "--drop", "app.users.nome").err()).contains("'nome'", "id, org, mail");
    assertThat(sync(2, "--hash", "orders.id").err()).contains("orders.id", "app.users, app");
    assertThat(sync(2, "--filter", "app.users.age>old").err())
        .contains("'old' is no value of type integer");
    assertThat(sync(2, "--primary-key", "app.users").err()).contains("STREAM=FIELD");
    assertThat(sync(2, "--primary-key", "app.users=ib").err()).contains("Did you mean id?");
    assertThat(sync(2, "--cursor", "app.users=version", "--cursor", "app.users=id").err())
        .contains("given twice");
    assertThat(folder.resolve("f.duckdb")).doesNotExist();
  }
}
