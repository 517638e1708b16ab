package io.github.airbyteio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.Step.Acknowledge;
import io.github.airbyteio.testing.Step.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeConnectorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Process start(FakeConnector fake, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(fake.installAs(folder, "source-fake").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("PYTHONUNBUFFERED", "1");
    return builder.start();
  }

  private List<String> lines(FakeConnector fake, String... args) throws Exception {
    Process process = start(fake, args);
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isZero();
    return out.lines().toList();
  }

  private List<Integer> ids(List<String> lines) throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (String line : lines) {
      JsonNode message = JSON.readTree(line);
      if (message.path("type").asText().equals("RECORD")) {
        ids.add(message.at("/record/data/id").asInt());
      }
    }
    return ids;
  }

  @Test
  void asCreatedItIsHealthy() throws Exception {
    FakeConnector fake = FakeConnector.create();

    assertThat(lines(fake, "spec")).singleElement().asString().contains("connectionSpecification");
    assertThat(lines(fake, "check")).singleElement().asString().contains("SUCCEEDED");
    assertThat(lines(fake, "discover")).singleElement().asString().contains("users", "orders");
    assertThat(ids(lines(fake, "read"))).containsExactly(1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
    assertThat(start(fake, "dance").waitFor()).isEqualTo(2);
  }

  @Test
  void anIncrementalSourceContinuesFromEachKindOfState() throws Exception {
    for (Kind kind : Kind.values()) {
      FakeConnector fake = FakeConnector.create().onRead(Step.incremental(kind, 6, 2, "a", "n|b"));
      List<String> all = lines(fake, "read");
      assertThat(ids(all)).as(kind.name()).hasSize(12);
      List<String> states = all.stream().filter(line -> line.contains("\"STATE\"")).toList();
      List<String> first = kind == Kind.STREAM ? states.subList(0, 2) : states.subList(0, 1);
      List<JsonNode> given = new ArrayList<>();
      for (String state : first) {
        given.add(JSON.readTree(state).path("state"));
      }
      // A LEGACY state is given as it is, the others as a list of states.
      String content =
          kind == Kind.LEGACY ? given.get(0).path("data").toString() : given.toString();
      Path file = Files.writeString(folder.resolve(kind + ".json"), content);

      assertThat(ids(lines(fake, "read", "--state", file.toString())))
          .as(kind.name())
          .containsExactly(3, 4, 3, 4, 5, 6, 5, 6);
    }
  }

  @Test
  void stepsDependOnRunStateAndConfig() throws Exception {
    FakeConnector fake =
        FakeConnector.create()
            .onRead(
                Step.onRun(2, Step.emit("second")),
                Step.whenNoState(Step.emit("from the beginning")),
                Step.whenState("seven", Step.emit("from seven")),
                Step.whenConfig(
                    "new", List.of(Step.emit("new config")), List.of(Step.emit("old config"))));
    Path state = Files.writeString(folder.resolve("state"), "[\"seven\"]");
    Path config = Files.writeString(folder.resolve("config"), "{\"token\":\"new\"}");

    assertThat(lines(fake, "read")).containsExactly("from the beginning", "old config");
    assertThat(lines(fake, "read", "--state", state.toString(), "--config", config.toString()))
        .containsExactly("second", "from seven", "new config");
  }

  @Test
  void itEndsAsTold() throws Exception {
    FakeConnector fake = FakeConnector.create();

    assertThat(start(fake.onRead(Step.exit(42)), "read").waitFor()).isEqualTo(42);
    assertThat(start(fake.onRead(Step.kill("KILL")), "read").waitFor()).isEqualTo(137);
    Process silent = start(fake.onRead(Step.closeStdout(), Step.hang()), "read");
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
    assertThat(silent.isAlive()).isTrue();
    silent.destroyForcibly().waitFor();
  }

  @Test
  void itNotesHowItWasLaunchedAndWaitsAtGates() throws Exception {
    Path launch = folder.resolve("launch");
    Path reached = folder.resolve("reached");
    Path gate = folder.resolve("gate");
    Process process =
        start(
            FakeConnector.create()
                .onRead(
                    Step.noteLaunch(launch),
                    Step.emit("before"),
                    Step.gate(gate),
                    Step.reach(reached)),
            "read");
    assertThat(process.inputReader().readLine()).isEqualTo("before");
    assertThat(reached).doesNotExist();

    Files.createFile(gate);

    assertThat(process.waitFor()).isZero();
    assertThat(reached).exists();
    JsonNode noted = JSON.readTree(launch.toFile());
    assertThat(noted.path("argv").toString()).contains("\"read\"");
    assertThat(noted.at("/environment/PYTHONUNBUFFERED").asText()).isEqualTo("1");
  }

  @Test
  void aDestinationAcknowledgesAsTold() throws Exception {
    String state = "{\"type\":\"STATE\",\"state\":{\"data\":{\"n\":%d}}}";
    String input = String.format(state, 1) + "\n{\"type\":\"RECORD\"}\n" + String.format(state, 2);
    for (Acknowledge how : Acknowledge.values()) {
      Process process =
          start(FakeConnector.create().onWrite(Step.consume(how, null, null)), "write");
      process.getOutputStream().write((input + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String echoed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("[^0-9]", "");

      assertThat(echoed)
          .as(how.name())
          .isEqualTo(
              switch (how) {
                case EACH, LATE -> "12";
                case TWICE -> "1122";
                case REVERSED -> "21";
                case NEVER -> "";
              });
    }
  }
}
