package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever ends a sync in the middle, and however: no process and no secret is left. */
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

  /** Starts a sync and waits until the connector hangs and its state is committed. */
  private CommandLineRun start(String program) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"password\":\"" + SECRET + "\"}");
    CommandLineRun run =
        CommandLineRun.start(
            folder,
            List.of(
                // What a shell starts in the background ignores SIGINT, and so would the sync.
                "python3",
                "-c",
                "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])",
                CommandLineRun.java(),
                "-jar",
                System.getProperty("airbyteio.jar"),
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
                "--json"));
    Processes.await(folder.resolve("reached"));
    return run;
  }

  private static void signal(String name, CommandLineRun run) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(run.process().pid())).start().waitFor();
  }

  private void assertNoSecretIsLeft() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("airbyteio.home")))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wrapper.class)
  void fault24_cancelDuringRead(Wrapper wrapper) throws Exception {
    CommandLineRun run = start(install(wrapper));

    signal("INT", run);

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    assertThat(run.document().at("/error/category").asText()).isEqualTo("interrupted");
    Processes.assertNoneLeft(folder);
    assertNoSecretIsLeft();
  }

  @Test
  void fault24_cancelDuringRead_ignoringTerm() throws Exception {
    Path child = folder.resolve("child");
    CommandLineRun run =
        start(install(Wrapper.PLAIN, Step.ignoreTerm(), Step.forkIgnoringTerm(child)));

    signal("INT", run);

    assertThat(run.await()).as(run.story()).isEqualTo(130);
    Processes.awaitDeath(child);
    assertNoSecretIsLeft();
  }

  @Test
  void fault24_cancelDuringRead_bySigterm() throws Exception {
    CommandLineRun run = start(install(Wrapper.PLAIN));

    signal("TERM", run);

    assertThat(run.await()).as(run.story()).isIn(130, 143);
    Processes.assertNoneLeft(folder);
    assertNoSecretIsLeft();
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

    // What the killed one could not remove goes when the next one starts.
    FakeConnector.create().onRead(FakeConnector.healthy("users")).installAs(folder, "source-fake");
    CommandLineRun next =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "exec:./source-fake",
            "--connection",
            "cancelled",
            "--streams",
            "users",
            "--mode",
            "append",
            "--to",
            "duckdb:c.duckdb",
            "--json");
    assertThat(next.process().exitValue()).as(next.story()).isZero();
    assertNoSecretIsLeft();
  }
}
