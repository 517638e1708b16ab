package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the options that the command line has too do in the transform and in the pipeline. */
class SyncOptionsTest {
  private static final String COLUMNS =
      "SELECT column_name FROM (DESCRIBE users) WHERE column_name NOT LIKE '\\_%' ESCAPE '\\'"
          + " ORDER BY 1";

  @TempDir Path folder;
  private String source;
  private String file;

  /** How a sync is told what to do. */
  enum Way {
    TRANSFORM {
      @Override
      void run(Map<String, Object> options) {
        Expansion.run(SyncAirbyteProvider.URN, options);
      }
    },
    PIPELINE {
      @Override
      void run(Map<String, Object> options) throws JsonProcessingException {
        List<String> args = new ArrayList<>();
        for (Map.Entry<String, Object> option : options.entrySet()) {
          String name = camelCase(option.getKey());
          args.add("--" + name + "=" + text(name, option.getValue()));
        }
        SyncPipeline.run(
            PipelineOptionsFactory.fromArgs(args.toArray(new String[0]))
                .withValidation()
                .as(SyncPipelineOptions.class));
      }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    abstract void run(Map<String, Object> options) throws Exception;

    private static String camelCase(String name) {
      return Pattern.compile("_(.)")
          .matcher(name)
          .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /** Several values: those that may have commas of their own are a JSON array. */
    private static String text(String name, Object value) throws JsonProcessingException {
      if (!(value instanceof List<?> values)) {
        return value.toString();
      }
      boolean array = List.of("filter", "primaryKey", "cursor").contains(name) && values.size() > 1;
      return array
          ? JSON.writeValueAsString(values)
          : String.join(",", values.stream().map(Object::toString).toList());
    }
  }

  @BeforeEach
  void install() throws Exception {
    file = folder.resolve("x.duckdb").toString();
    String schema =
        FakeConnector.SCHEMA.replace(
            "\"name\":", "\"org\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\"},\"name\":");
    source =
        install(
            FakeConnector.create()
                .withCatalog("{\"streams\":[" + FakeConnector.stream("users", schema) + "]}")
                .onRead(
                    Step.status("users", "STARTED"),
                    user(1, "x", 30, "Ann", 1),
                    user(1, "y", 20, "Bob", 2),
                    user(2, "x", 17, "Cid", 3),
                    user(3, "x", 40, "Dee, Eve", 4),
                    user(4, "x", 60, "Fay", 5),
                    user(4, "x", 50, "Gus", 6),
                    Step.status("users", "COMPLETE")));
  }

  /** With a field that the schema has not. */
  private static Step user(int id, String org, int age, String name, int day) {
    return Step.record(
        "users",
        String.format(
            "{\"id\":%d,\"org\":\"%s\",\"age\":%d,\"name\":\"%s\","
                + "\"updated_at\":\"2024-01-0%dT00:00:00Z\",\"extra\":%d}",
            id, org, age, name, day, day));
  }

  private String install(FakeConnector connector) throws Exception {
    return "exec:'" + connector.installAs(folder, "source-fake") + "'";
  }

  private void run(Way way, Map<String, Object> options) throws Exception {
    Map<String, Object> all = new HashMap<>(Map.of("source", source, "target", "duckdb:" + file));
    all.putAll(options);
    way.run(all);
  }

  private List<String> query(String sql) throws Exception {
    return Expansion.query(file, sql);
  }

  @ParameterizedTest
  @EnumSource
  void recordsAreFilteredAndKeyedAndFieldsRenamedHashedAndKept(Way way) throws Exception {
    run(
        way,
        Map.of(
            "filter", List.of("users.age>=18", "users.name!='Dee, Eve'"),
            "primary_key", List.of("users=id,org"),
            "cursor", List.of("users=age"),
            "rename", List.of("users.name=full_name"),
            "hash", List.of("users.name"),
            "keep_unknown_fields", true));

    assertThat(query(COLUMNS)).containsExactly("age", "full_name", "id", "org", "updated_at");
    // Both of the first key, as the key has two fields; the older of the last, by the cursor.
    assertThat(query("SELECT age FROM users ORDER BY age")).containsExactly("20", "30", "60");
    assertThat(query("SELECT full_name FROM users"))
        .allSatisfy(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
    assertThat(query("SELECT _airbyte_meta FROM users"))
        .allSatisfy(meta -> assertThat(meta).contains("extra"));
  }

  @ParameterizedTest
  @EnumSource
  void fieldsAreSelectedAndDropped(Way way) throws Exception {
    run(
        way,
        Map.of(
            "select", List.of("users.id", "users.updated_at", "users.age", "users.org"),
            "drop", List.of("users.org")));

    assertThat(query(COLUMNS)).containsExactly("age", "id", "updated_at");
    // By the source's own key and cursor.
    assertThat(query("SELECT age FROM users ORDER BY age")).containsExactly("17", "20", "40", "50");
  }

  /** The third round ends it: the configuration is wrong by then. */
  @ParameterizedTest
  @EnumSource
  void roundsFollowEachOther(Way way) throws Exception {
    source =
        install(
            FakeConnector.create()
                .withStreams("users")
                .onRead(
                    Step.onRun(1, Step.incremental(Step.Kind.STREAM, 10, 5, "users")),
                    Step.onRun(2, Step.incremental(Step.Kind.STREAM, 20, 5, "users")),
                    Step.onRun(
                        3,
                        Step.error(null, "config_error", "The account is closed."),
                        Step.exit(1))));

    assertThatThrownBy(() -> run(way, Map.of("poll_interval", "1s")))
        .hasStackTraceContaining("The account is closed.");

    assertThat(query("SELECT id FROM users ORDER BY id"))
        .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
  }

  @Test
  void theReportsOfRoundsAreUnbounded() {
    Map<String, Object> options = Map.of("source", source, "target", "duckdb:" + file);
    Map<String, Object> rounds = new HashMap<>(options);
    rounds.put("poll_interval", "15m");

    assertThat(bounded(options)).isEqualTo(IsBounded.BOUNDED);
    assertThat(bounded(rounds)).isEqualTo(IsBounded.UNBOUNDED);
  }

  private static IsBounded bounded(Map<String, Object> options) {
    return Expansion.expand(Pipeline.create(), SyncAirbyteProvider.URN, options)
        .get("output")
        .isBounded();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongNamesTheOption(Way way) {
    refuses(way, "select", List.of("nobody.id"), "select nobody.id");
    refuses(way, "drop", List.of("users.id"), "'id' is part of its primary key");
    refuses(way, "rename", List.of("users.name"), "rename");
    refuses(way, "hash", List.of("users.none"), "hash: it has no field 'none'");
    refuses(way, "filter", List.of("users.age"), "filter");
    refuses(way, "primary_key", List.of("users"), "primary_key users");
    refuses(way, "cursor", List.of("users="), "cursor users=");
    refuses(way, "poll_interval", "0s", "poll_interval 0s");
  }

  private void refuses(Way way, String option, Object value, String message) {
    assertThatThrownBy(() -> run(way, Map.of(option, value))).hasMessageContaining(message);
  }

  @Test
  void anArrayOfTextsThatIsNoneIsRefused() {
    assertThatThrownBy(() -> TextList.parse("filter", "[\"a\", null]"))
        .hasMessageStartingWith("filter: ");
    assertThatThrownBy(() -> TextList.parse("filter", "[\"a\"")).hasMessageStartingWith("filter: ");
    assertThat(TextList.parse("filter", " ")).isEmpty();
  }
}
