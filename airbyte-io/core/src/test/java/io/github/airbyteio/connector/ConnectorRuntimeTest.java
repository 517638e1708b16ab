package io.github.airbyteio.connector;

import static io.github.airbyteio.connector.FakeConnector.CANARY;
import static io.github.airbyteio.connector.FakeConnector.CATALOG;
import static io.github.airbyteio.connector.FakeConnector.SPEC;
import static io.github.airbyteio.connector.FakeConnector.SUCCEEDED;
import static io.github.airbyteio.connector.FakeConnector.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ConnectorRuntimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  @Test
  void aSpecIsFoundBehindNoise() throws IOException {
    String noise = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo \"starting $i\"; done\n";
    assertThat(runtime(FakeConnector.raw(temp, noise + say(SPEC))).spec().secretPaths())
        .containsExactly(List.of("password"));
  }

  @Test
  void aStatusFailedWithExitCode0IsAFailedCheckWithTheConnectorsMessage() throws IOException {
    Connector connector =
        fake(
            say(
                "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"FAILED\","
                    + "\"message\":\"no such host for "
                    + CANARY
                    + "\"}}"));
    assertFails(() -> runtime(connector).check(config()), Category.CHECK)
        .hasMessageContaining("no such host for ****");
  }

  @Test
  void aResultBeatsTheExitCode() throws IOException {
    runtime(fake(say(SUCCEEDED) + "exit 1")).check(config());
  }

  @Test
  void theFirstOfTwoResultsWins() throws IOException {
    String failed =
        "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"FAILED\",\"message\":\"no\"}}";
    runtime(fake(say(SUCCEEDED) + say(failed))).check(config());
  }

  @Test
  void noOutputWithExitCode0IsAnError() throws IOException {
    assertFails(() -> runtime(fake("exit 0")).check(config()), Category.SOURCE)
        .hasMessageContaining("source-fake check ended normally")
        .hasMessageContaining("no result");
  }

  @Test
  void withoutResultTheFirstErrorIsTheReason() throws IOException {
    for (int exitCode : List.of(0, 1)) {
      Connector connector =
          fake(
              trace("first " + CANARY, "config_error")
                  + trace("second", "system_error")
                  + "exit "
                  + exitCode);
      assertFails(() -> runtime(connector).discover(config()), Category.CONFIG)
          .hasMessageContaining("first ****")
          .hasMessageNotContaining("second");
    }
  }

  @Test
  void withoutResultAndErrorTheLastWordsAreTheReason() throws IOException {
    Connector connector =
        fake("echo \"Traceback " + CANARY + "\"; echo 'ValueError: bad' >&2; kill -9 $$");
    assertFails(() -> runtime(connector).check(config()), Category.SOURCE)
        .hasMessageContaining("killed (SIGKILL, exit code 137; likely out of memory)")
        .hasMessageContaining("Traceback ****")
        .hasMessageContaining("ValueError: bad");
  }

  @Test
  void aFloodOfStderrBeforeTheResultDoesNotBlock() throws IOException {
    Connector connector =
        fake(
            "yes 'a line of the flood that means nothing' | head -c 10000000 >&2\n" + say(CATALOG));
    assertThat(runtime(connector).discover(config()).streams()).hasSize(1);
  }

  @Test
  void aConnectorWithoutResultIsStoppedAfterTheTimeout() throws IOException {
    Path pid = temp.resolve("pid");
    Connector connector = fake("echo $$ > '" + pid + "'; echo waiting; exec sleep 1000");
    assertFails(
            () -> runtime(connector).withTimeout(Duration.ofSeconds(1)).check(config()),
            Category.SOURCE)
        .hasMessageContaining("within 1 s");
    assertThat(FakeConnector.isAlive(pid)).isFalse();
  }

  @Test
  void aGrandchildThatHoldsStdoutDelaysNoResult() throws IOException {
    Path pid = temp.resolve("pid");
    Connector connector =
        fake("sleep 1000 &\necho $! > '" + pid + "'\n" + say(SUCCEEDED) + "exit 0");
    runtime(connector).check(config());
    assertThat(FakeConnector.isAlive(pid)).isFalse();
  }

  @Test
  void aSpecIsAskedForOnceAndACatalogOnceAConfig() throws IOException {
    Path calls = temp.resolve("calls");
    Connector connector =
        FakeConnector.raw(
            temp,
            "echo $1 >> '"
                + calls
                + "'\nif [ $1 = spec ]; then\n"
                + say(SPEC)
                + "else\n"
                + say(CATALOG)
                + "fi");
    ConnectorRuntime runtime = runtime(connector);
    runtime.discover(config());
    runtime.discover(config());
    runtime(connector).spec();
    assertThat(calls).hasContent("spec\ndiscover");

    runtime.discover(config().put("host", "other"));
    assertThat(Files.readAllLines(calls)).containsExactly("spec", "discover", "discover");

    runtime.withRefresh().discover(config());
    assertThat(Files.readAllLines(calls).subList(3, 5))
        .containsExactlyInAnyOrder("spec", "discover");
  }

  @Test
  void aCatalogOfYesterdayIsAskedForAgain() throws IOException {
    Path calls = temp.resolve("calls");
    Connector connector = fake("echo $1 >> '" + calls + "'\n" + say(CATALOG));
    runtime(connector).discover(config());
    for (Path file : FakeConnector.list(temp.resolve("home").resolve("cache"))) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
    runtime(connector).discover(config());
    assertThat(calls).hasContent("discover\ndiscover");
  }

  @Test
  void theCacheHoldsNoSecret() throws IOException {
    runtime(fake(say(CATALOG))).discover(config());
    for (Path file : FakeConnector.list(temp.resolve("home").resolve("cache"))) {
      assertThat(file).content().doesNotContain(CANARY);
      assertThat(file.toString()).doesNotContain(CANARY);
    }
  }

  @Test
  void aRotatedConfigIsHandedOverAlsoBehindTheResult() throws IOException {
    List<String> hosts = new CopyOnWriteArrayList<>();
    Connector connector =
        fake(
            say(SUCCEEDED)
                + say(
                    "{\"type\":\"CONTROL\",\"control\":{\"type\":\"CONNECTOR_CONFIG\","
                        + "\"emitted_at\":1,\"connectorConfig\":{\"config\":{\"host\":\"new\"}}}}"));
    runtime(connector)
        .withConfigListener(config -> hosts.add(config.path("host").asText()))
        .check(config());
    assertThat(hosts).containsExactly("new");
  }

  @Test
  void aMissingExecutableIsNamed() {
    assertFails(() -> runtime(Connector.executable("/nowhere/source-x")).spec(), Category.CONFIG)
        .hasMessageContaining("/nowhere/source-x")
        .hasMessageContaining("no such file");
  }

  @Test
  void aFileThatIsNotExecutableIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("plain"), "text");
    assertFails(() -> runtime(Connector.executable(file.toString())).spec(), Category.CONFIG)
        .hasMessageContaining("not executable");
  }

  @Test
  void aMissingInterpreterIsExplained() throws IOException {
    Path file = Files.writeString(temp.resolve("broken"), "#!/nowhere/python\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    assertFails(() -> runtime(Connector.executable(file.toString())).spec(), Category.SOURCE)
        .hasMessageContaining("command or interpreter not found");
  }

  @Test
  void wrongUsageIsExplained() throws IOException {
    assertFails(
            () -> runtime(FakeConnector.raw(temp, "echo 'usage: x' >&2; exit 2")).spec(),
            Category.SOURCE)
        .hasMessageContaining("exit code 2")
        .hasMessageContaining("usage: x");
  }

  @Test
  void spacesAndQuotesInTheHomeFolderDoNoHarm() throws IOException {
    Connector connector = fake("test -r \"$3\" && " + say(SUCCEEDED));
    new ConnectorRuntime(connector)
        .withHome(new ConnectorHome(temp.resolve("it's a \"home\" $HOME")))
        .check(config());
  }

  @Test
  void aReadGetsConfigCatalogAndStateInPrivateFiles() throws Exception {
    Connector connector =
        fake(
            "echo \"$1 $2 $4 $6\"; stat -c %a \"$3\" \"$5\" \"$7\"; cat \"$7\"; env >&2; cat \"$3\" >&2");
    try (ConnectorProcess process =
        runtime(connector).read(config(), ConfiguredCatalog.of(List.of()), Map.of(), "[{}]")) {
      assertThat(new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("read --config --catalog --state\n600\n600\n600\n[{}]");
      assertThat(process.waitFor(Duration.ofSeconds(20))).isZero();
      assertThat(process.stderrTail()).contains("\"password\":\"****\"").doesNotContain(CANARY);
    }
    assertThat(FakeConnector.list(temp.resolve("home").resolve("run"))).isEmpty();
  }

  @Test
  void aReadWithoutStateHasNoStateOption() throws Exception {
    try (ConnectorProcess process =
        runtime(fake("echo $#")).read(config(), ConfiguredCatalog.of(List.of()), Map.of(), null)) {
      assertThat(new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("5\n");
    }
  }

  @Test
  void nothingIsLeftAfterACommand() throws IOException {
    runtime(fake(say(SUCCEEDED))).check(config());
    assertThat(FakeConnector.list(temp.resolve("home").resolve("run"))).isEmpty();
  }

  private Connector fake(String script) throws IOException {
    return FakeConnector.of(temp, script);
  }

  private ConnectorRuntime runtime(Connector connector) {
    return new ConnectorRuntime(connector).withHome(new ConnectorHome(temp.resolve("home")));
  }

  private static ObjectNode config() {
    return JSON.createObjectNode().put("host", "db").put("password", CANARY);
  }

  private static String trace(String message, String failureType) {
    return say(
        "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"emitted_at\":1,\"error\":{\"message\":\""
            + message
            + "\",\"failure_type\":\""
            + failureType
            + "\"}}}");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ThrowingCallable call, Category category) {
    return assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.throwable(AirbyteIoException.class))
        .satisfies(e -> assertThat(e.category()).isEqualTo(category))
        .satisfies(e -> assertThat(e.getMessage() + e.hint()).doesNotContain(CANARY));
  }
}
