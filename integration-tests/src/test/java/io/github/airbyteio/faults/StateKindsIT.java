package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import io.github.airbyteio.testing.Step.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What states may hold, of which kind they are, and how they are handed back. */
@ExtendWith(LeavesNothing.class)
class StateKindsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path launch() {
    return folder.resolve("launch");
  }

  private FakeSync sync(Step... read) throws Exception {
    return FakeSync.of(folder, FakeConnector.create().onRead(read)).withMode(Mode.APPEND);
  }

  private FakeSync usersOnly(Step... read) throws Exception {
    return sync(read).withConnection(connection -> connection.withStreams("users"));
  }

  private static FakeSync.Outcome succeed(FakeSync sync) throws Exception {
    FakeSync.Outcome outcome = sync.run();
    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    return outcome;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  /** The text of the state that the connector was given in its last noted launch; null: none. */
  private JsonNode given() throws Exception {
    List<String> launches = Files.readAllLines(launch());
    return JSON.readTree(launches.get(launches.size() - 1)).path("state");
  }

  private static Step emitState(String state) {
    return Step.emit("{\"type\":\"STATE\",\"state\":" + state + "}");
  }

  private List<List<String>> stored(FakeSync sync) throws Exception {
    return sync.query("SELECT state FROM _airbyte_state WHERE state IS NOT NULL");
  }

  @Test
  void streamStatesAreStoredAndHandedBackToTheCharacter() throws Exception {
    String state =
        "{ \"type\":\"STREAM\", \"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"z\":1.50,\"a\": [ ]}},\"x\":\"\\u00e9\"}";
    FakeSync sync =
        usersOnly(Step.noteLaunch(launch()), Step.records("users", 1, 3), emitState(state));
    succeed(sync);
    assertThat(given().isNull()).as("nothing at first").isTrue();
    succeed(sync);

    String kept = state.replace("{ \"type\":\"STREAM\", ", "{\"type\":\"STREAM\",");
    assertThat(stored(sync)).containsExactly(List.of(kept));
    assertThat(given().asText()).isEqualTo("[" + kept + "]");
  }

  @Test
  void globalStatesAreStoredAndHandedBackToTheCharacter() throws Exception {
    String state =
        "{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"lsn\":123456789012345678901,\"f\":1.50},\"stream_states\":["
            + "{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"c\": 3}},{\"stream_descriptor\":{\"name\":\"orders\"}}]}}";
    FakeSync sync = sync(Step.noteLaunch(launch()), Step.records("users", 1, 3), emitState(state));
    succeed(sync);
    succeed(sync);

    assertThat(stored(sync)).containsExactly(List.of(state));
    assertThat(given().asText()).isEqualTo("[" + state + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"type\":\"LEGACY\","})
  void fault34_legacyState(String type) throws Exception {
    String data = "{\"users\":{\"c\":1.50},\"n\":123456789012345678901, \"orders\":{}}";
    String state = "{" + type + "\"data\":" + data + "}";
    FakeSync sync =
        sync(
            Step.noteLaunch(launch()),
            Step.records("users", 1, 3),
            Step.records("orders", 1, 2),
            emitState(state));
    succeed(sync);
    assertThat(sync.ids("orders")).isEqualTo(range(1, 2));
    succeed(sync);

    assertThat(stored(sync)).containsExactly(List.of(state));
    assertThat(given().asText()).as("the blob alone").isEqualTo(data);
  }

  @Test
  void fault34_legacyState_continues() throws Exception {
    succeed(sync(Step.incremental(Kind.LEGACY, 10, 5, "users", "orders")));
    FakeSync further =
        sync(
            Step.whenState(
                "\"users\":10", Step.incremental(Kind.LEGACY, 12, 5, "users", "orders")));
    succeed(further);

    assertThat(further.ids("users")).isEqualTo(range(1, 12));
    assertThat(further.ids("orders")).isEqualTo(range(1, 12));
  }

  @Test
  void fault34_legacyState_isNotGivenToAFullRefresh() throws Exception {
    FakeSync sync =
        sync(Step.noteLaunch(launch()), Step.incremental(Kind.LEGACY, 10, 5, "users", "orders"))
            .withMode(Mode.OVERWRITE);
    succeed(sync);
    succeed(sync.withFullRefresh());

    assertThat(given().isNull()).isTrue();
    assertThat(sync.ids("users")).isEqualTo(range(1, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "STREAM,GLOBAL",
    "STREAM,LEGACY",
    "GLOBAL,STREAM",
    "GLOBAL,LEGACY",
    "LEGACY,STREAM",
    "LEGACY,GLOBAL"
  })
  void fault34_switchedKinds(Kind before, Kind after) throws Exception {
    succeed(sync(Step.incremental(before, 10, 5, "users", "orders")));

    FakeSync switched =
        sync(Step.records("users", 11, 12), Step.records("orders", 11, 12), of(after));
    FakeSync.Outcome outcome = switched.run();

    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.message()).contains(before.name(), after.name());
    assertThat(outcome.report().at("/error/hint").asText()).contains("state reset");
    assertThat(switched.ids("users")).isEqualTo(range(1, 10));
    assertThat(switched.ids("orders")).isEqualTo(range(1, 10));
  }

  private static Step of(Kind kind) {
    return switch (kind) {
      case STREAM -> Step.state("users", "{\"cursor\":12}");
      case GLOBAL ->
          emitState(
              "{\"type\":\"GLOBAL\",\"global\":{\"stream_states\":[{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"cursor\":12}}]}}");
      case LEGACY -> emitState("{\"data\":{\"users\":12}}");
    };
  }

  @Test
  void fault35_oddStateContents() throws Exception {
    String big = "{\"n\":123456789012345678901234567890,\"f\":1.50,\"text\":\"\\u00e9 \\/\"}";
    FakeSync sync =
        sync(
            Step.records("users", 1, 3),
            Step.state("users", big),
            Step.records("orders", 1, 3),
            Step.state("orders", "{}"),
            Step.records("orders", 4, 5),
            Step.state("orders", "null"));
    succeed(sync);
    assertThat(sync.query("SELECT state FROM _airbyte_state WHERE state IS NOT NULL").toString())
        .contains(big);

    FakeSync second =
        sync(
            Step.noteLaunch(folder.resolve("launch")),
            Step.state("users", big),
            Step.state("orders", "{\"cursor\":5}"));
    succeed(second);

    assertThat(Files.readString(folder.resolve("launch")))
        .contains("123456789012345678901234567890")
        .contains("1.50")
        .doesNotContain("\\\"orders\\\"},\\\"stream_state");
  }

  @Test
  void fault35_oddStateContents_tenMegabytes() throws Exception {
    String big = "{\"blob\":\"" + "x".repeat(10_000_000) + "\",\"end\":1}";
    Path launch = folder.resolve("launch");
    FakeSync sync =
        usersOnly(
            Step.records("users", 1, 3),
            Step.state("users", big),
            Step.onRun(2, Step.noteLaunch(launch)));
    succeed(sync);
    succeed(sync);

    assertThat(sync.states().get("users")).isEqualTo(big);
    assertThat(Files.size(launch)).isGreaterThan(10_000_000);
  }

  @Test
  void fault35_sentinels() throws Exception {
    String sentinel = "{\"__ab_full_refresh_sync_complete\":true}";
    FakeSync sync =
        sync(
                Step.noteLaunch(launch()),
                Step.onRun(
                    1,
                    Step.records("users", 1, 3),
                    Step.state("users", sentinel),
                    Step.status("users", "COMPLETE"),
                    Step.records("orders", 1, 1),
                    Step.exit(1)),
                // Told so, the source does not send again what it has sent in this job.
                Step.onRun(2, Step.status("users", "COMPLETE")),
                Step.onRun(3, Step.records("users", 1, 4), Step.status("users", "COMPLETE")),
                Step.records("orders", 1, 2),
                Step.status("orders", "COMPLETE"))
            .withMode(Mode.OVERWRITE)
            .withFullRefresh()
            .withRetries(FakeSync.TWO_ATTEMPTS);

    succeed(sync);
    assertThat(given().asText()).as("the second attempt of the job").contains(sentinel);
    assertThat(sync.ids("users")).isEqualTo(range(1, 3));
    assertThat(sync.ids("orders")).isEqualTo(range(1, 2));

    succeed(sync);
    assertThat(given().isNull()).as("the next refresh starts from nothing").isTrue();
    assertThat(sync.ids("users")).isEqualTo(range(1, 4));
  }

  @Test
  void fault35_stateOfARemovedStream() throws Exception {
    Step[] ten = {Step.incremental(Kind.STREAM, 10, 5, "users", "orders")};
    succeed(sync(ten));

    FakeSync one =
        usersOnly(
            Step.noteLaunch(launch()), Step.incremental(Kind.STREAM, 12, 5, "users", "orders"));
    succeed(one);
    assertThat(given().asText()).contains("users").doesNotContain("orders");
    assertThat(one.states())
        .isEqualTo(Map.of("users", "{\"cursor\":12}", "orders", "{\"cursor\":10}"));

    FakeSync both = sync(Step.incremental(Kind.STREAM, 14, 5, "users", "orders"));
    succeed(both);
    assertThat(both.ids("orders")).as("it goes on where it was").isEqualTo(range(1, 14));
    assertThat(both.ids("users")).isEqualTo(range(1, 14));
  }
}
