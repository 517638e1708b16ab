package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.it.Processes;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever ends a sync in the middle, and however: no process and no secret is left. */
@ExtendWith(LeavesNothing.class)
class CancelFaultsIT {
  private static final String SECRET = "canary-5ecret-value";

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    Processes.assertNoneLeft(folder);
  }

  /** How the connector stands between the signal and its process. */
  enum Wrapper {
    PLAIN(""),
    SHELL("#!/bin/sh\n./source-fake \"$@\"\n"),
    BASH_WITHOUT_EXEC("#!/bin/bash\ntrap '' INT\n./source-fake \"$@\" | cat\n");

    final String script;

    Wrapper(String script) {
      this.script = script;
    }
  }

  private String install(Wrapper wrapper, Step... more) throws IOException {
    List<Step> steps =
        new ArrayList<>(
            List.of(Step.records("users", 1, 3), Step.state("users", "{\"cursor\":3}")));
    steps.addAll(List.of(more));
    // Time for the commit of the state: the gate opens for nobody.
    steps.add(Step.reach(folder.resolve("reached")));
    steps.add(Step.hang());
    FakeConnector.create().onRead(steps.toArray(Step[]::new)).installAs(folder, "source-fake");
    if (wrapper == Wrapper.PLAIN) {
      return "./source-fake";
    }
    Path file = folder.resolve("wrapper");
    Files.writeString(file, wrapper.script.replace("./source-fake", folder + "/source-fake"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return "./wrapper";
  }

  private static List<String> sync(String program) {
    return CommandLineRun.jar(
        "sync",
        "--source",
        "exec:" + program,
        "--connection",
        "cancelled",
        "--config",
        "config.json",
        "--streams",
        "users",
        "--mode",
        "append",
        "--to",
        "duckdb:c.duckdb",
        "--json");
  }

  /** Starts a sync and waits until the connector hangs: it has written its state. */
  private CommandLineRun start(String program) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"password\":\"" + SECRET + "\"}");
    List<String> command = new ArrayList<>(CommandLineRun.interruptible());
    command.addAll(sync(program));
    CommandLineRun run = CommandLineRun.start(folder, home(), command);
    Processes.await(folder.resolve("reached"));
    return run;
  }

  private Path home() {
    return folder.resolve("home");
  }

  /** What the state covers is in the table, and no more. */
  private void assertCommitted(int cursor) throws Exception {
    FakeSync target = FakeSync.installed(folder).withDatabase(folder.resolve("c.duckdb"));
    assertThat(target.ids("users")).isEqualTo(IntStream.rangeClosed(1, cursor).boxed().toList());
    assertThat(target.states()).containsEntry("users", "{\"cursor\":" + cursor + "}");
  }

  private static void signal(String name, CommandLineRun run) throws Exception {
    Processes.signal(name, run.process());
  }

  /** The files below the home that hold the secret. */
  private List<Path> secrets() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(Wrapper.class)
  void fault24_cancelDuringRead(Wrapper wrapper) throws Exception {
    CommandLineRun run = start(install(wrapper));

    signal("INT", run);

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    assertThat(run.document().at("/error/category").asText()).isEqualTo("interrupted");
    Processes.assertNoneLeft(folder);
    assertThat(secrets()).isEmpty();
    if (wrapper != Wrapper.BASH_WITHOUT_EXEC) { // There the state may be lost with cat.
      assertCommitted(3);
    }
  }

  @Test
  void fault24_cancelDuringRead_ignoringTerm() throws Exception {
    Path child = folder.resolve("child");
    CommandLineRun run =
        start(install(Wrapper.PLAIN, Step.ignoreTerm(), Step.forkIgnoringTerm(child)));

    signal("INT", run);

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    Processes.awaitDeath(child);
    assertThat(secrets()).isEmpty();
    assertCommitted(3);
  }

  @Test
  void aSecondCtrlCWaitsForNothing() throws Exception {
    Path child = folder.resolve("child");
    CommandLineRun run =
        start(install(Wrapper.PLAIN, Step.ignoreTerm(), Step.forkIgnoringTerm(child)));
    signal("INT", run);
    Processes.awaitCondition("the first to be heeded", () -> run.err().contains("Stopping"));

    signal("INT", run);

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    assertThat(run.err()).contains("Ended at once");
    assertThat(run.out()).isEmpty();
    Processes.awaitDeath(child);
    Processes.awaitCondition("no file with a secret", () -> secrets().isEmpty());
  }

  @Test
  void fault24_cancelDuringRead_bySigterm() throws Exception {
    CommandLineRun run = start(install(Wrapper.PLAIN));

    signal("TERM", run);

    assertThat(run.await()).as(run.story()).isIn(130, 143);
    Processes.assertNoneLeft(folder);
    assertThat(secrets()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Wrapper.class)
  void hygiene_sigkillOfTheJvm(Wrapper wrapper) throws Exception {
    Path child = folder.resolve("child");
    CommandLineRun run = start(install(wrapper, Step.forkIgnoringTerm(child)));

    signal("KILL", run);

    assertThat(run.await()).isEqualTo(137);
    Processes.assertNoneLeft(folder);
    Processes.awaitDeath(child);

    // The supervisor removes what the JVM could not.
    Processes.awaitCondition("no file with a secret", () -> secrets().isEmpty());

    FakeConnector.create().onRead(FakeConnector.healthy("users")).installAs(folder, "source-fake");
    CommandLineRun next = CommandLineRun.start(folder, home(), sync("./source-fake"));
    assertThat(next.await()).as(next.story()).isZero();
    assertThat(secrets()).isEmpty();
  }
}
