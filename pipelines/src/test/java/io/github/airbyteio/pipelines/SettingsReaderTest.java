package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.pipelines.file.SyncSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SettingsReaderTest {
  private static final String BASE = "source: source-faker\nto: duckdb:x.duckdb\n";

  /** A value a key, by the names of the schema's properties. */
  private static final Map<String, String> CONNECTION =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("source", "source: source-other"),
              Map.entry("connection", "connection: mine"),
              Map.entry("config", "config: {count: 3}"),
              Map.entry("to", "to: duckdb:y.duckdb"),
              Map.entry("streams", "streams: [users]"),
              Map.entry("mode", "mode: append"),
              Map.entry("full_refresh", "full_refresh: true"),
              Map.entry("keep_unknown_fields", "keep_unknown_fields: true"),
              Map.entry("on_schema_change", "on_schema_change: freeze"),
              Map.entry("cdc_deletes", "cdc_deletes: soft"),
              Map.entry("on_count_mismatch", "on_count_mismatch: fail"),
              Map.entry("processes", "processes: stream"),
              Map.entry("retries", "retries: 1"),
              Map.entry("heartbeat", "heartbeat: 60"),
              Map.entry("every", "every: 15m"),
              Map.entry("runner", "runner: flink\nflink_master: '[local]'"),
              Map.entry("flink_master", "runner: flink\nflink_master: 'flink:8081'"),
              Map.entry("parallelism", "parallelism: 3"),
              Map.entry("python", "python: python3.11"),
              Map.entry("pip_args", "pip_args: --no-index"),
              Map.entry("refresh", "refresh: true")));

  private static final Map<String, String> STREAM =
      new TreeMap<>(
          Map.of(
              "mode", "mode: append",
              "primary_key", "primary_key: id",
              "cursor", "cursor: updated_at",
              "select", "select: [id]",
              "drop", "drop: [mail]",
              "rename", "rename: {mail: email}",
              "hash", "hash: [mail]",
              "filter", "filter: age>=18"));

  @TempDir private Path folder;

  private SyncSettings read(String text, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("sync.yaml"), text);
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    arguments.addAll(List.of(more));
    SyncArguments options = new SyncArguments();
    new CommandLine(new Holder(options)).parseArgs(arguments.toArray(String[]::new));
    return options.settings().get(0);
  }

  @CommandLine.Command(name = "test")
  private static final class Holder {
    @CommandLine.Mixin private final SyncArguments arguments;

    Holder(SyncArguments arguments) {
      this.arguments = arguments;
    }
  }

  private static List<String> keys(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void eachKeyOfAConnectionHasAnEffect() throws Exception {
    JsonNode schema = SyncSchema.json().at("/definitions/connection");
    assertThat(CONNECTION.keySet()).containsExactlyInAnyOrderElementsOf(keys(schema));
    SyncSettings base = read(BASE);
    assertThat(read(BASE)).isEqualTo(base);
    for (String text : CONNECTION.values()) {
      String others =
          BASE.lines()
              .filter(line -> !text.startsWith(line.split(":", 2)[0] + ":"))
              .reduce("", (a, b) -> a + b + "\n");
      assertThat(read(others + text)).as(text).isNotEqualTo(base);
    }
    assertThat(read(BASE + CONNECTION.get("runner")))
        .isNotEqualTo(read(BASE + CONNECTION.get("flink_master")));
  }

  @Test
  void eachKeyOfAStreamHasAnEffect() throws Exception {
    JsonNode streams = SyncSchema.json().at("/definitions/connection/properties/streams/anyOf/1");
    JsonNode schema = streams.at("/additionalProperties/anyOf/0");
    assertThat(STREAM.keySet()).containsExactlyInAnyOrderElementsOf(keys(schema));
    SyncSettings base = read(BASE + "streams: {users: }");
    for (String text : STREAM.values()) {
      assertThat(read(BASE + "streams: {users: {" + text + "}}")).as(text).isNotEqualTo(base);
    }
  }

  /** A file says the same as options do. */
  @Test
  void keysAndOptionsMeanTheSame() throws Exception {
    SyncSettings file =
        read(
            BASE
                + """
                  connection: mine
                  config: {count: 3}
                  processes: 4
                  retries: 0
                  heartbeat: 60
                  on_schema_change: fail
                  cdc_deletes: soft
                  on_count_mismatch: fail
                  keep_unknown_fields: true
                  parallelism: 2
                  every: 1h
                  mode: append
                  full_refresh: true
                  streams:
                    users:
                      primary_key: [id, org]
                      cursor: updated_at
                      select: [id, name]
                      drop: [mail]
                      rename: {name: full_name}
                      hash: [name]
                      filter: [age>=18, name is not null]
                  """);
    SyncSettings options =
        read(
            BASE,
            "--connection=mine",
            "--config={\"count\":3}",
            "--processes=4",
            "--retries=0",
            "--heartbeat=60",
            "--on-schema-change=fail",
            "--cdc-deletes=soft",
            "--on-count-mismatch=fail",
            "--keep-unknown-fields",
            "--parallelism=2",
            "--every=1h",
            "--mode=append",
            "--full-refresh",
            "--streams=users",
            "--primary-key=users=id,org",
            "--cursor=users=updated_at",
            "--select=users.id,users.name",
            "--drop=users.mail",
            "--rename=users.name=full_name",
            "--hash=users.name",
            "--filter=users.age>=18",
            "--filter=users.name is not null");
    assertThat(file.toBuilder().setConfigInFile(null).build()).isEqualTo(options);
  }

  @Test
  void optionsHoldBeforeTheFile() throws Exception {
    String text = BASE + "retries: 2\nstreams: {users: {select: [id], hash: [mail]}, orders: }";
    SyncSettings settings = read(text, "--retries", "3", "--select", "users.name");
    assertThat(settings.retries()).isEqualTo(read(BASE + "retries: 3").retries());
    assertThat(settings.transforms())
        .isEqualTo(read(BASE + "streams: {users: {select: [name], hash: [mail]}}").transforms());
    assertThat(read(text, "--streams", "orders").selection())
        .isEqualTo(read(BASE, "--streams", "orders").selection());
    assertThat(read(text, "--to", "duckdb:z.duckdb").sink().description()).contains("z.duckdb");
  }

  @Test
  void allStreamsAreReadWhereAStarStandsForTheOthers() throws Exception {
    SyncSettings settings = read(BASE + "streams: {users: {mode: append}, '*': }");
    assertThat(settings.selection().names()).isEmpty();
    assertThat(settings.selection().modes()).containsKey("users");
    assertThatThrownBy(() -> read(BASE + "streams: {'*': {mode: append}}"))
        .hasMessageContaining("streams.*");
  }

  @Test
  void referencesAreReadLateInTheConfigAndAtOnceElsewhere() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "canary");
    SyncSettings settings =
        read(
            BASE.replace("duckdb:x.duckdb", "'duckdb:${env:HOME}/x-$${y}.duckdb'")
                + "config: {password: '${file:"
                + secret
                + "}'}");
    assertThat(settings.sink().description()).contains(System.getenv("HOME") + "/x-${y}.duckdb");
    assertThat(settings.config().written().toString()).doesNotContain("canary");
    assertThat(settings.config().resolve().path("password").asText()).isEqualTo("canary");
    assertThat(settings.toString()).doesNotContain("canary");
    assertThatThrownBy(() -> read(BASE + "python: '${env:IS_NOT_SET_X}'"))
        .hasMessageContaining("line 3, column 1: python:")
        .hasMessageContaining("IS_NOT_SET_X");
  }

  @Test
  void aConfigMayBeElsewhere() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), "{\"count\": 3}");
    assertThat(read(BASE + "config: " + config).config().resolve())
        .isEqualTo(new ObjectMapper().readTree("{\"count\": 3}"));
    assertThat(read(BASE + "config: file:" + config).config().isInline()).isFalse();
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> read(BASE + "runner: flink"))
        .hasMessageContaining("line 3, column 1: runner: Flink's address is missing");
    assertThatThrownBy(() -> read(BASE + "flink_master: flink:8081"))
        .hasMessageContaining("flink_master: is for the runner flink");
    assertThatThrownBy(() -> read(BASE + "runner: flink\nflink_master: '[local]'\nevery: 1m"))
        .hasMessageContaining("line 5, column 1: every:");
    assertThatThrownBy(() -> read("source: source-faker\nto: nowhere"))
        .hasMessageContaining("line 2, column 1: to: 'nowhere' is no target");
    assertThatThrownBy(() -> read("source: source-faker")).hasMessageContaining("to: this key");
    assertThatThrownBy(() -> read("source: docker:x\nto: duckdb:x\npython: p"))
        .hasMessageContaining("line 1, column 1: source:");
  }
}
