package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Results of spec, check and discover; secrets. */
@ExtendWith(LeavesNothing.class)
class CommandFaultsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUCCEEDED = status("SUCCEEDED", "");
  private static final String CANARY = "canary-5ecret-value";

  @TempDir Path folder;

  private static String status(String status, String message) {
    return String.format(
        "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"%s\",\"message\":\"%s\"}}",
        status, message);
  }

  private void check(Step... steps) throws Exception {
    new ConnectorRuntime(FakeConnector.create().on("check", steps).install(folder))
        .check(JSON.createObjectNode());
  }

  @Test
  void fault26_checkFailedWithExit0() {
    assertThatThrownBy(() -> check(Step.emit(status("FAILED", "no such host"))))
        .hasMessageContaining("no such host");
  }

  @Test
  void fault26_checkSucceededThenExit1() {
    assertThatCode(() -> check(Step.emit(SUCCEEDED), Step.exit(1))).doesNotThrowAnyException();
  }

  @Test
  void fault26_theFirstOfTwoStatusesWins() {
    assertThatThrownBy(() -> check(Step.emit(status("FAILED", "first")), Step.emit(SUCCEEDED)))
        .hasMessageContaining("first");
    assertThatCode(() -> check(Step.emit(SUCCEEDED), Step.emit(status("FAILED", "second"))))
        .doesNotThrowAnyException();
  }

  @Test
  void fault26_noResultIsAnError() {
    assertThatThrownBy(() -> check(Step.exit(0))).hasMessageContaining("no result");
    assertThatThrownBy(() -> check(Step.exit(1))).hasMessageContaining("exit code 1");
  }

  @Test
  void fault26_onlyATraceErrorIsAFailure() {
    for (int exitCode : new int[] {0, 1}) {
      assertThatThrownBy(
              () -> check(Step.error(null, "config_error", "bad key"), Step.exit(exitCode)))
          .hasMessageContaining("bad key");
    }
  }

  @Test
  void fault26_aLateSpecAndALargeOneAreFound() throws Exception {
    String large = "\"title\":\"" + "x".repeat(3_000_000) + "\"";
    FakeConnector late =
        FakeConnector.create()
            .on(
                "spec",
                Step.repeat(12, Step.log("starting")),
                Step.emit(
                    "{\"type\":\"SPEC\",\"spec\":{\"connectionSpecification\":{\"type\":\"object\","
                        + large
                        + "}}}"));

    assertThat(new ConnectorRuntime(late.install(folder)).spec().json().toString().length())
        .isGreaterThan(3_000_000);
  }

  private static final String SECRETIVE_SPEC =
      "{\"connectionSpecification\":{\"type\":\"object\",\"properties\":{"
          + "\"password\":{\"type\":\"string\",\"airbyte_secret\":true},"
          + "\"auth\":{\"oneOf\":[{\"properties\":{\"token\":{\"type\":\"string\",\"airbyte_secret\":true}}}]},"
          + "\"keys\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"key\":{\"type\":\"string\",\"airbyte_secret\":true}}}}}}}";

  private static ObjectNode secretiveConfig() {
    ObjectNode config = JSON.createObjectNode().put("password", CANARY + "-1");
    config.putObject("auth").put("token", CANARY + "-2");
    config.putArray("keys").addObject().put("key", CANARY + "-3");
    return config;
  }

  @Test
  void fault28_aTokenThatCheckHasRotatedIsUsedByThePreview() throws Exception {
    FakeConnector.create()
        .on("check", Step.newConfig("{\"password\":\"token-two\"}"), Step.emit(SUCCEEDED))
        .onRead(
            Step.whenConfig(
                "token-two",
                List.of(Step.records("users", 1, 2)),
                List.of(
                    Step.error(null, "config_error", "the token was used before"), Step.exit(1))))
        .installAs(folder, "source-fake");
    String[] source = {
      "--source", "exec:" + folder.resolve("source-fake"),
      "--config", "{\"password\":\"token-one\"}",
      "--connection", "rotating-" + folder.getFileName()
    };

    CommandLineRun check = run("check", source);
    CommandLineRun preview = run("preview", source, "users", "-n", "2");

    assertThat(check.await()).as(check.err()).isZero();
    assertThat(preview.await()).as(preview.err()).isZero();
  }

  private CommandLineRun run(String command, String[] source, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of(source));
    args.addAll(List.of(more));
    return CommandLineRun.run(folder, args.toArray(String[]::new));
  }

  @Test
  void fault29_secretsInOutput() throws Exception {
    String all = CANARY + "-1 " + CANARY + "-2 " + CANARY + "-3";
    Path launch = folder.resolve("launch");
    FakeConnector.create()
        .withSpec(SECRETIVE_SPEC)
        .onRead(
            Step.noteLaunch(launch),
            Step.log("log " + all),
            Step.err("stderr " + all),
            Step.emit("noise " + all),
            Step.records("users", 1, 1),
            Step.error("users", "transient_error", "warning " + all),
            Step.emit("{\"type\":\"RECORD\",\"record\":" + all),
            Step.err("Traceback: " + all),
            Step.exit(1))
        .installAs(folder, "source-fake");
    Files.writeString(folder.resolve("config.json"), secretiveConfig().toString());

    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "exec:./source-fake",
            "--config",
            "config.json",
            "--streams",
            "users",
            "--to",
            "duckdb:s.duckdb",
            "--retries",
            "0",
            "--json",
            "--verbose");

    assertThat(run.process().exitValue()).as(run.story()).isEqualTo(5);
    assertThat(run.out()).contains("warning ****").doesNotContain(CANARY);
    assertThat(run.err()).contains("log ****", "noise ****").doesNotContain(CANARY);
    JsonNode noted = JSON.readTree(launch.toFile());
    assertThat(noted.path("argv").toString()).doesNotContain(CANARY);
    assertThat(noted.path("environment").toString()).doesNotContain(CANARY);
    assertThat(noted.path("folderMode").asText()).isEqualTo("0o700");
    assertThat(noted.path("files")).allMatch(mode -> mode.asText().equals("0o600"));
    assertThat(Path.of(noted.path("folder").asText())).doesNotExist();
    assertThat(Files.readString(folder.resolve("s.duckdb"), StandardCharsets.ISO_8859_1))
        .doesNotContain(CANARY);
  }

  @Test
  void fault29_secretsAreNotInThePipeline() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), secretiveConfig().toString());
    Connection connection =
        Connection.of(FakeConnector.create().withSpec(SECRETIVE_SPEC).install(folder))
            .withConfig(ConfigSource.file(config.toString()));
    DuckDbSink sink = DuckDbSink.to(folder.resolve("p.duckdb").toString());
    AirbyteIO.Read read = AirbyteIO.read(connection).withStateFrom(sink);
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(read).apply(AirbyteIO.write(sink));

    assertThat(
            PipelineTranslation.toProto(pipeline)
                .toByteString()
                .toString(StandardCharsets.ISO_8859_1))
        .doesNotContain(CANARY);
    assertThat(DisplayData.from(read).toString()).doesNotContain(CANARY);
  }

  @Test
  void spare48_hostileSurroundings_homeNotWritable() throws Exception {
    FakeConnector.create().installAs(folder, "source-fake");
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    CommandLineRun run =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                List.of("env", "AIRBYTEIO_HOME=" + file.resolve("below")),
                "spec",
                "--source",
                "exec:./source-fake"));

    assertThat(run.await()).as(run.story()).isEqualTo(3);
    assertThat(run.err()).contains("AIRBYTEIO_HOME");
  }

  @Test
  void spare48_hostileSurroundings_noHomeAtAll() throws Exception {
    FakeConnector.create().installAs(folder, "source-fake");
    CommandLineRun run =
        CommandLineRun.start(
            folder,
            List.of(
                "env",
                "-u",
                "HOME",
                "-u",
                "AIRBYTEIO_HOME",
                CommandLineRun.java(),
                "-Duser.home=/proc/none",
                "-jar",
                System.getProperty("airbyteio.jar"),
                "spec",
                "--source",
                "exec:./source-fake"));

    assertThat(run.await()).as(run.story()).isEqualTo(3);
    assertThat(run.err()).contains("/proc/none", "AIRBYTEIO_HOME");
  }

  @Test
  void spare48_hostileSurroundings_folderNotWritable() throws Exception {
    FakeConnector.create().onRead(Step.records("users", 1, 2)).installAs(folder, "source-fake");
    // Nobody can write there, not even root.
    CommandLineRun run =
        CommandLineRun.start(
            folder,
            CommandLineRun.jarBehind(
                List.of("sh", "-c", "cd / && cd /proc 2>/dev/null; unset HOME; exec \"$@\"", "sh"),
                "sync",
                "--source",
                "exec:" + folder.resolve("source-fake"),
                "--streams",
                "users",
                "--to",
                "duckdb:" + folder.resolve("x.duckdb")));

    assertThat(run.await()).as(run.story()).isZero();
  }

  @Test
  void spare52_configInvalidAgainstTheSpec() throws Exception {
    FakeConnector.create()
        .withSpec(
            "{\"connectionSpecification\":{\"type\":\"object\",\"required\":[\"host\"],\"properties\":{\"host\":{\"type\":\"string\"},"
                + "\"port\":{\"type\":\"integer\"},\"password\":{\"type\":\"string\",\"airbyte_secret\":true}}}}")
        .installAs(folder, "source-fake");
    String[] configs = {
      "{\"password\":\"" + CANARY + "\"}",
      "{\"host\":\"h\",\"port\":\"" + CANARY + "\",\"password\":\"" + CANARY + "\"}"
    };
    String[] named = {"host", "port"};
    for (int i = 0; i < configs.length; i++) {
      Files.writeString(folder.resolve("config.json"), configs[i]);
      CommandLineRun run =
          CommandLineRun.run(
              folder,
              "sync",
              "--source",
              "exec:./source-fake",
              "--config",
              "config.json",
              "--to",
              "duckdb:x.duckdb");

      assertThat(run.process().exitValue()).as(run.story()).isEqualTo(3);
      assertThat(run.err()).contains(named[i]).doesNotContain(CANARY);
      assertThat(folder.resolve("source-fake.json.read.runs")).as("never launched").doesNotExist();
    }
  }

  /** A sync by itself in a home of its own, whose folders of running connectors are looked at. */
  private CommandLineRun syncAtHome(Path home, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            CommandLineRun.jar(
                "sync",
                "--source",
                "exec:./source-fake",
                "--streams",
                "users",
                "--connection",
                "own",
                "--to",
                "duckdb:own.duckdb",
                "--json"));
    command.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.start(folder, home, command);
    run.await();
    return run;
  }

  private static List<Path> runFolders(Path home) throws Exception {
    try (var folders = Files.list(home.resolve("run"))) {
      return folders.toList();
    }
  }

  @Test
  void fault28_aRotatedTokenIsInNoOutput() throws Exception {
    String two = CANARY + "-two";
    FakeConnector.create()
        .onRead(
            Step.whenConfig(
                two,
                List.of(
                    FakeConnector.then(
                        new Step[] {Step.log("now with " + two)}, FakeConnector.healthy("users"))),
                List.of(
                    Step.newConfig("{\"password\":\"" + two + "\"}"),
                    Step.log("got " + two),
                    Step.err("rotated to " + two),
                    Step.exit(1))))
        .installAs(folder, "source-fake");
    Files.writeString(folder.resolve("config.json"), "{\"password\":\"" + CANARY + "-one\"}");

    CommandLineRun run =
        syncAtHome(
            folder.resolve("home"), "--config", "config.json", "--retries", "1", "--verbose");

    assertThat(run.process().exitValue()).as(run.story()).isZero();
    assertThat(run.err()).contains("got ****", "now with ****").doesNotContain(CANARY);
    assertThat(run.out()).doesNotContain(CANARY);
  }

  @Test
  void hygiene_runsLeaveNothing() throws Exception {
    Path home = folder.resolve("home");
    Files.writeString(folder.resolve("config.json"), "{\"password\":\"" + CANARY + "\"}");
    for (int exitCode : new int[] {0, 5}) {
      FakeConnector.create()
          .onRead(Step.records("users", 1, 2), Step.exit(exitCode))
          .installAs(folder, "source-fake");

      CommandLineRun run = syncAtHome(home, "--config", "config.json", "--retries", "0");

      assertThat(run.process().exitValue()).as(run.story()).isEqualTo(exitCode);
      assertThat(runFolders(home)).isEmpty();
      Processes.assertNoneLeft(folder);
    }
  }
}
