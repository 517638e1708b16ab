package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SupervisedProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path temp;

  @Test
  void stdoutAndExitCodeAreTheConnectors() throws Exception {
    try (SupervisedProcess process = start("echo out; echo err >&2; exit 7")) {
      assertThat(read(process)).isEqualTo("out\n");
      assertThat(process.waitFor(SOON)).isEqualTo(7);
      assertThat(process.stderrTail()).isEqualTo("err");
    }
  }

  @Test
  void aSignalGivesExitCode128PlusItsNumber() throws Exception {
    try (SupervisedProcess process = start("kill -9 $$")) {
      assertThat(process.waitFor(SOON)).isEqualTo(137);
    }
  }

  @Test
  void stdinIsAtItsEnd() throws Exception {
    try (SupervisedProcess process = start("cat; echo end")) {
      assertThat(read(process)).isEqualTo("end\n");
    }
  }

  @Test
  void ofAStderrFloodTheLast200LinesAreKept() throws Exception {
    try (SupervisedProcess process = start("seq 1 1500000 >&2; echo done")) {
      assertThat(read(process)).isEqualTo("done\n");
      process.waitFor(SOON);
      assertThat(process.stderrTail().lines())
          .hasSize(StderrTail.MAX_LINES)
          .startsWith("1499801")
          .endsWith("1500000");
    }
  }

  @Test
  void secretsInStderrAreMasked() throws Exception {
    UnaryOperator<String> mask = text -> text.replace(FakeConnector.CANARY, SecretMask.MASK);
    try (SupervisedProcess process =
        start("echo 'password " + FakeConnector.CANARY + "' >&2", Map.of(), mask)) {
      process.waitFor(SOON);
      assertThat(process.stderrTail()).isEqualTo("password ****");
    }
  }

  @Test
  void aSecretThatIsLearnedLaterIsMaskedToo() {
    AtomicReference<String> secret = new AtomicReference<>("the first token");
    byte[] said = "rotated to the second token\n".getBytes(StandardCharsets.UTF_8);
    StderrTail tail =
        new StderrTail(
            new ByteArrayInputStream(said), text -> text.replace(secret.get(), SecretMask.MASK));
    tail.run();

    secret.set("the second token");

    assertThat(tail.text()).isEqualTo("rotated to ****");
  }

  @Test
  void closeKillsWhatIgnoresSigterm() throws Exception {
    Path pid = temp.resolve("pid");
    SupervisedProcess process =
        start("trap '' TERM; echo $$ > '" + pid + "'; while :; do sleep 0.1; done");
    FakeConnector.awaitPid(pid);
    process.close();
    assertThat(FakeConnector.isAlive(pid)).isFalse();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void closeKillsTheConnectorBehindAWrapper() throws Exception {
    Path pid = temp.resolve("pid");
    SupervisedProcess process = start("sh -c 'echo $$ > \"" + pid + "\"; sleep 1000; true'; true");
    FakeConnector.awaitPid(pid);
    process.close();
    FakeConnector.awaitDeath(pid);
  }

  @Test
  void closeKillsADescendantThatLeftTheProcessGroup() throws Exception {
    Path pid = temp.resolve("pid");
    SupervisedProcess process =
        start("setsid sh -c 'echo $$ > \"" + pid + "\"; sleep 1000' ; true");
    FakeConnector.awaitPid(pid);
    process.close();
    FakeConnector.awaitDeath(pid);
  }

  @Test
  void closeMayBeCalledTwiceAndByAnInterruptedThread() throws Exception {
    Path pid = temp.resolve("pid");
    SupervisedProcess process = start("echo $$ > '" + pid + "'; exec sleep 1000");
    FakeConnector.awaitPid(pid);
    Thread.currentThread().interrupt();
    process.close();
    assertThat(Thread.interrupted()).isTrue();
    FakeConnector.awaitDeath(pid);
    process.close();
  }

  @Test
  void waitForKillsAConnectorThatClosedStdoutAndDoesNotEnd() throws Exception {
    try (SupervisedProcess process = start("exec >&- 2>&-; exec sleep 1000")) {
      assertThat(read(process)).isEmpty();
      assertThat(process.waitFor(Duration.ofMillis(50))).isEqualTo(143);
    }
  }

  @Test
  void aGrandchildThatHoldsStdoutDelaysTheEndOfStdoutNotForEver() throws Exception {
    try (SupervisedProcess process = start("sleep 1000 & exit 0")) {
      assertThat(read(process)).isEmpty();
      assertThat(process.waitFor(SOON)).isZero();
    }
  }

  @Test
  void aGrandchildMayFinishItsOutput() throws Exception {
    try (SupervisedProcess process = start("(sleep 0.3; echo late) & exit 0")) {
      assertThat(read(process)).isEqualTo("late\n");
    }
  }

  @Test
  void filesArePrivateAndGoneAfterClose() throws Exception {
    RunFolder folder = RunFolder.create(home());
    Path config = folder.write("config.json", "{}");
    try (SupervisedProcess process =
        SupervisedProcess.start(
            List.of("/bin/sh", "-c", "pwd"),
            environment(),
            folder,
            s -> s,
            line -> {},
            Duration.ofSeconds(1),
            SupervisedProcess.AFTER_KILL)) {
      assertThat(read(process).strip()).isEqualTo(folder.path().toRealPath().toString());
      assertThat(mode(config)).isEqualTo("rw-------");
      assertThat(mode(folder.path())).isEqualTo("rwx------");
    }
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void whatIsToRunAfterwardsRunsHoweverTheProcessEnds() throws Exception {
    Path ran = temp.resolve("ran");
    for (boolean killed : List.of(false, true)) {
      RunFolder folder = RunFolder.create(home());
      folder.runAfter("echo x >> '" + ran + "'");
      try (SupervisedProcess process =
          SupervisedProcess.start(
              List.of("/bin/sh", "-c", killed ? "trap '' TERM; sleep 1000" : "exit 3"),
              environment(),
              folder,
              s -> s,
              line -> {},
              Duration.ZERO,
              SOON)) {
        if (!killed) {
          assertThat(process.waitFor(SOON)).isEqualTo(3);
        }
      }
      assertThat(Files.readAllLines(ran)).hasSize(killed ? 2 : 1);
    }
    Path stale = Files.createDirectories(home().runs().resolve("999999999-y"));
    Files.writeString(stale.resolve("after.sh"), "echo x >> '" + ran + "'");
    Files.writeString(stale.resolve(".airbyteio-lock"), "");
    RunFolder.create(home()).close();
    assertThat(Files.readAllLines(ran)).hasSize(3);
    assertThat(stale).doesNotExist();
  }

  @Test
  void whatIsToRunAfterwardsRunsAlsoWhenTheProcessIsKilledWhileItStarts() throws Exception {
    Path ran = temp.resolve("ran");
    for (int delay = 0; delay < 30; delay++) {
      RunFolder folder = RunFolder.create(home());
      folder.runAfter("echo x >> '" + ran + "'");
      try (SupervisedProcess process =
          SupervisedProcess.start(
              List.of("/bin/sh", "-c", "sleep 1000"),
              environment(),
              folder,
              s -> s,
              line -> {},
              Duration.ZERO,
              SOON)) {
        LockSupport.parkNanos(Duration.ofNanos(100_000L * delay).toNanos());
        process.terminate();
      }
      assertThat(Files.readAllLines(ran)).hasSize(delay + 1);
    }
  }

  @Test
  void foldersOfDeadProcessesAreSwept() throws IOException {
    Path stale = Files.createDirectories(home().runs().resolve("999999999-x").resolve("deep"));
    Files.writeString(stale.resolve("config.json"), "{}");
    try (RunFolder folder = RunFolder.create(home())) {
      assertThat(FakeConnector.list(home().runs())).containsExactly(folder.path());
    }
  }

  @Test
  void foldersOfLivingOwnersAreKeptWhereverTheyLive() throws Exception {
    Path pid = temp.resolve("pid");
    Process jvm = launchInJvm(pid);
    Path folder;
    try {
      FakeConnector.awaitPid(pid);
      // As another container would see it: no process here has this id.
      folder =
          Files.move(
              FakeConnector.list(home().runs()).get(0), home().runs().resolve("999999999-1-x"));
      RunFolder.create(home()).close();
      assertThat(folder).exists();
    } finally {
      jvm.destroyForcibly();
    }
    jvm.waitFor();
    FakeConnector.awaitDeath(pid);

    RunFolder.create(home()).close();
    assertThat(folder).doesNotExist();
  }

  private Process launchInJvm(Path pid) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LaunchMain.class.getName(),
            temp.resolve("home").toString(),
            "echo $$ > '" + pid + "'; exec sleep 1000")
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("log").toFile())
        .start();
  }

  @Test
  void onlyAllowedVariablesReachTheConnector() throws Exception {
    Map<String, String> environment =
        ConnectorEnvironment.from(
            Map.of(
                "PATH",
                System.getenv("PATH"),
                "AWS_SECRET_ACCESS_KEY",
                FakeConnector.CANARY,
                "SSL_CERT_FILE",
                "/ca.pem",
                "LANG",
                "tr_TR"));
    try (SupervisedProcess process = start("env", environment, s -> s)) {
      assertThat(
              Arrays.stream(read(process).split("\n"))
                  .map(line -> line.replaceFirst("=.*", ""))
                  .filter(name -> !List.of("PWD", "_", "SHLVL", "OLDPWD").contains(name)))
          .containsExactlyInAnyOrder(
              "PATH",
              "SSL_CERT_FILE",
              "LANG",
              "PYTHONUNBUFFERED",
              "USE_STREAM_CAPABLE_STATE",
              "DEPLOYMENT_MODE",
              "JAVA_OPTS",
              "LOG_LEVEL");
      assertThat(environment).containsEntry("LANG", "C.UTF-8");
    }
  }

  @Test
  void aJvmThatIsKilledLeavesNoConnector() throws Exception {
    for (boolean forcibly : List.of(true, false)) {
      Path pid = temp.resolve("pid-" + forcibly);
      Process jvm = launchInJvm(pid);
      try {
        FakeConnector.awaitPid(pid);
        assertThat(FakeConnector.isAlive(pid)).isTrue();
      } finally {
        if (forcibly) {
          jvm.destroyForcibly();
        } else {
          jvm.destroy();
        }
      }
      jvm.waitFor();
      FakeConnector.awaitDeath(pid);
      if (!forcibly) {
        RunFolder.create(home()).close();
        assertThat(FakeConnector.list(home().runs())).isEmpty();
      }
    }
  }

  private SupervisedProcess start(String script) throws IOException {
    return start(script, environment(), s -> s);
  }

  private SupervisedProcess start(
      String script, Map<String, String> environment, UnaryOperator<String> mask)
      throws IOException {
    return SupervisedProcess.start(
        List.of("/bin/sh", "-c", script),
        environment,
        RunFolder.create(home()),
        mask,
        line -> {},
        Duration.ofMillis(500),
        SupervisedProcess.AFTER_KILL);
  }

  private static Map<String, String> environment() {
    return ConnectorEnvironment.from(System.getenv());
  }

  private ConnectorHome home() {
    return new ConnectorHome(temp.resolve("home"));
  }

  private static String read(SupervisedProcess process) throws IOException {
    return new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
