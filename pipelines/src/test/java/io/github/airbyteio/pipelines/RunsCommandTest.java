package io.github.airbyteio.pipelines;

import static io.github.airbyteio.testing.FakeConnector.healthy;
import static io.github.airbyteio.testing.FakeConnector.then;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.airbyteio.pipelines.run.RunFolder;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real syncs of a fake connector, and what is kept of them. */
class RunsCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CANARY = "canary-5ecret";

  private static final Step[] HALF =
      then(
          healthy("users"),
          Step.records("orders", 1, 3),
          Step.state("orders", "{\"cursor\":3}"),
          Step.error("orders", "system_error", "orders broke"),
          Step.exit(1));

  @TempDir Path folder;

  /** A connection of its own: the runs of all tests are below one home. */
  private final String connection = "runs/" + UUID.randomUUID();

  private String err = "";
  private String out = "";

  private int run(String... arguments) {
    PrintStream errBefore = System.err;
    PrintStream outBefore = System.out;
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    try {
      return AirbyteIoCommand.commands()
          .setOut(new PrintWriter(new BufferedWriter(outText), true))
          .setErr(new PrintWriter(new BufferedWriter(errText), true))
          .execute(arguments);
    } finally {
      System.setErr(errBefore);
      System.setOut(outBefore);
      err = errText + errBytes.toString(StandardCharsets.UTF_8);
      out = outText + outBytes.toString(StandardCharsets.UTF_8);
    }
  }

  private int sync(FakeConnector source, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("sync", "--source"));
    arguments.add("exec:'" + source.installAs(folder, "source-fake") + "'");
    arguments.addAll(List.of("--to", "duckdb:" + folder.resolve("x.duckdb")));
    arguments.addAll(List.of("--connection", connection, "--retries", "0", "--json"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private RunFolder last() throws Exception {
    return RunOptions.history().find("last", connection);
  }

  private List<String> readStreams() throws Exception {
    List<String> names = new ArrayList<>();
    last().report().path("streams").forEach(stream -> names.add(stream.path("name").asText()));
    return names;
  }

  @Test
  void aRunLeavesAFolderWithoutSecrets() throws Exception {
    FakeConnector source =
        FakeConnector.create()
            .withStreams("users")
            .onRead(
                then(
                    new Step[] {
                      Step.log("I read with " + CANARY),
                      Step.err("on stderr " + CANARY),
                      Step.record("users", "{\"id\":\"none\",\"name\":\"x\"}")
                    },
                    healthy("users")));
    assertThat(
            sync(
                source,
                "--mode",
                "append",
                "--metrics-addr",
                "localhost:0",
                "--config",
                "{\"password\":\"" + CANARY + "\"}"))
        .as(err)
        .isZero();

    JsonNode told = JSON.readTree(out);
    Path run = Path.of(told.path("run").path("folder").asText());
    assertThat(run).isEqualTo(last().path());
    assertThat(err).contains("Done: 6 records", "Report: " + run.resolve("report.html"));
    assertThat(told.path("streams").get(0).has("seconds")).isTrue();
    JsonNode report = last().report();
    assertThat(report.path("status").asText()).isEqualTo("succeeded");
    assertThat(report.path("totals").path("records_committed").asLong()).isEqualTo(6);
    assertThat(report.path("nulled_values").get(0).path("field").asText()).isEqualTo("id");
    assertThat(report.path("nulled_values").get(0).path("values").asLong()).isEqualTo(1);
    assertThat(report.path("streams").get(0).path("states_committed").asLong()).isPositive();
    assertThat(Files.readString(run.resolve("connector.log")))
        .contains("INFO I read with ****", "stderr on stderr ****");
    assertThat(Files.readString(run.resolve("config.redacted.json"))).contains("****");
    try (Stream<Path> files = Files.list(run)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(5);
      for (Path file : all) {
        assertThat(Files.readString(file)).doesNotContain(CANARY);
      }
    }

    assertThat(run("runs", "list", "--connection", connection, "--json")).isZero();
    assertThat(JSON.readTree(out)).hasSize(1);
    assertThat(run("runs", "list", "--connection", connection)).isZero();
    assertThat(out).contains(last().id(), "succeeded");
    assertThat(run("runs", "show", "last", "--connection", connection)).isZero();
    assertThat(out).contains("users", "Nulled: 1 values of users.id", run.toString());
    assertThat(run("runs", "logs", last().id(), "--tail", "1")).isZero();
    assertThat(out.lines()).hasSize(1);
    assertThat(run("runs", "show", "none", "--connection", connection)).isEqualTo(2);
    assertThat(run("retry", "last", "--connection", connection)).isZero();
    assertThat(err).contains("nothing to retry");
  }

  @Test
  void aRetryReadsWhatIsNotComplete() throws Exception {
    List<String> posted = new CopyOnWriteArrayList<>();
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    hook.start();
    Path address = folder.resolve("hook");
    Files.writeString(address, "http://localhost:" + hook.getAddress().getPort() + "/" + CANARY);
    try {
      int code =
          sync(
              FakeConnector.create().onRead(Step.onRun(1, HALF), Step.onRun(2, healthy("orders"))),
              "--keep-runs",
              "1",
              "--notify",
              "file:" + address,
              "--config",
              "{}");
      assertThat(code).as(err).isEqualTo(7);
    } finally {
      hook.stop(0);
    }
    RunFolder failed = last();
    assertThat(err)
        .contains(
            "orders broke",
            "Log: " + failed.file("connector.log"),
            "Next: airbyteio retry " + failed.id(),
            "localhost",
            "500")
        .doesNotContain(CANARY);
    assertThat(posted).hasSize(1);
    assertThat(JSON.readTree(posted.get(0))).isEqualTo(failed.report());

    assertThat(run("retry", failed.id().substring(0, 20))).as(err).isZero();

    assertThat(err).contains("for orders.");
    assertThat(readStreams()).containsExactly("orders");
    assertThat(RunOptions.history().runs(connection)).hasSize(1);
  }

  @Test
  void aConfigurationWithASecretIsGivenAgain() throws Exception {
    FakeConnector source =
        FakeConnector.create().onRead(Step.onRun(1, HALF), Step.onRun(2, healthy("orders")));
    Path config = folder.resolve("config.json");
    Files.writeString(config, "{\"password\":\"" + CANARY + "\"}");
    assertThat(sync(source, "--config", Files.readString(config))).as(err).isEqualTo(7);

    assertThat(err).contains("Next: airbyteio retry " + last().id() + " --config …");
    assertThat(run("retry", "last", "--connection", connection)).isEqualTo(2);
    assertThat(err)
        .contains("has not kept --config", "airbyteio retry " + last().id() + " --config");

    assertThat(run("retry", "last", "--connection", connection, "--config", config.toString()))
        .as(err)
        .isZero();
    assertThat(readStreams()).containsExactly("orders");
  }

  @Test
  void aStreamThatTheSourceHasNotIsNotTriedAgain() throws Exception {
    FakeConnector source = FakeConnector.create().onRead(Step.onRun(1, HALF));

    assertThat(sync(source, "--streams", "nothing")).as(err).isEqualTo(2);

    assertThat(err).contains("\"nothing\"", "Next: correct the command").doesNotContain("retry");
  }

  @Test
  void whatFailsBeforeTheReadIsARunTooAndWrongUsageIsNone() throws Exception {
    FakeConnector source =
        FakeConnector.create()
            .withSpec(
                "{\"connectionSpecification\":"
                    + "{\"type\":\"object\",\"required\":[\"key\"],\"properties\":{\"key\":{}}}}");
    assertThat(sync(source, "--keep-runs", "0")).isEqualTo(2);
    assertThat(sync(source, "--notify-always")).isEqualTo(2);
    assertThat(sync(source, "--metrics-addr", "here")).isEqualTo(2);
    assertThat(RunOptions.history().runs(connection)).isEmpty();

    assertThat(sync(source)).isEqualTo(3);
    assertThat(err).contains("Next: correct the configuration");
    assertThat(last().status()).isEqualTo("failed");
    assertThat(last().file("report.html")).exists();
    assertThat(run("retry", "last", "--connection", connection)).isEqualTo(3);
    assertThat(RunOptions.history().runs(connection)).hasSize(2);
  }
}
