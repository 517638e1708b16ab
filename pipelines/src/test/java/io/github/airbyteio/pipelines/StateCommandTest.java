package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.state.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCommandTest {
  private static final StreamDescriptor USERS = StreamDescriptor.of("app", "users");

  @TempDir Path folder;
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String target;

  @BeforeEach
  void storeAState() throws Exception {
    target = "duckdb:" + folder.resolve("x.duckdb");
    try (SinkConnection open = DuckDbSink.to(folder.resolve("x.duckdb").toString()).open()) {
      open.states()
          .set(
              Map.of(
                  Scope.stream("c", USERS), Optional.of(state("{\"at\":{\"day\":1},\"n\":1.50}"))));
    }
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restoreStreams() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  private static AirbyteState state(String streamState) {
    return AirbyteState.of(
        AirbyteState.Kind.STREAM,
        USERS,
        "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\",\"namespace\":\"app\"},\"stream_state\":"
            + streamState
            + "}}");
  }

  private String run(int code, String... words) {
    out.reset();
    err.reset();
    List<String> args = new ArrayList<>(List.of("state"));
    args.addAll(List.of(words));
    args.addAll(List.of("--to", target, "--connection", "c"));
    assertThat(
            AirbyteIoCommand.commands()
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .execute(args.toArray(new String[0])))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(code);
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aStateIsShownFieldByField() {
    assertThat(run(0, "show").lines()).containsExactly("app.users", "    at.day: 1", "    n: 1.50");
  }

  @Test
  void whatWouldChangeIsShownAndRefusedWithoutATerminal() {
    String before = run(0, "export");

    assertThat(run(2, "set", "app.users", "{\"at\":{\"day\":2},\"n\":1.50,\"x\":[1]}").lines())
        .contains("app.users", "  - at.day: 1", "  + at.day: 2", "    n: 1.50", "  + x: [1]")
        .anyMatch(line -> line.contains("--yes"));
    assertThat(run(2, "reset").lines())
        .contains("app.users (is forgotten)", "  - at.day: 1", "  - n: 1.50");

    assertThat(run(0, "export")).isEqualTo(before);
  }

  @Test
  void whatIsConfirmedIsDone() {
    assertThat(run(0, "set", "app.users", "{\"at\":{\"day\":2}}", "--yes"))
        .contains("+ at.day: 2", "- n: 1.50", "Changed 1 state.");
    assertThat(run(0, "show")).contains("at.day: 2").doesNotContain("n: 1.50");
    assertThat(run(0, "reset", "-y")).contains("Reset 1 state.");
    assertThat(run(0, "show")).contains("No state of 'c'");
  }

  @Test
  void whatDestroysNothingNeedsNoConfirmation() throws Exception {
    assertThat(run(0, "set", "orders", "{\"id\":7}"))
        .contains("orders (has no state)", "+ id: 7", "Changed 1 state.");
    run(0, "export");
    Path exported = folder.resolve("state.json");
    Files.writeString(exported, out.toString(StandardCharsets.UTF_8));
    assertThat(run(0, "import", exported.toString())).contains("Changed 0 states.");
    assertThat(run(2, "reset", "--stream", "none", "-y")).contains("'none'", "state show");
  }

  @Test
  void statesOfAllStreamsAreShownStreamByStream() throws Exception {
    Path file = folder.resolve("global.json");
    Files.writeString(
        file,
        "[{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"lsn\":5},\"stream_states\":"
            + "[{\"stream_descriptor\":{\"name\":\"users\",\"namespace\":\"app\"},\"stream_state\":{\"done\":true}}]}}]");
    run(0, "import", file.toString(), "--yes");
    assertThat(run(0, "show").lines())
        .contains("(all streams)", "    shared.lsn: 5", "    app.users.done: true");
  }
}
