package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/airbyteio} itself: from any folder, through links, with nothing on stdout but results.
 */
class LauncherIT {
  @TempDir Path folder;

  private static Path script() {
    return Path.of(System.getProperty("airbyteio.root"), "bin", "airbyteio");
  }

  /** The home of something in a JDK's place: to start a JVM with it is to run this line of sh. */
  private Path jdk(String line) throws IOException {
    Path home = folder.toRealPath().resolve("jdk");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + line + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private CommandLineRun helpBy(Path javaHome) throws IOException {
    return CommandLineRun.start(
        folder, List.of("env", "JAVA_HOME=" + javaHome, script().toString(), "--help"));
  }

  @Test
  void itRunsThroughALinkFromAnotherFolderAndPrintsResultsAlone() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("airbyteio"), script());

    CommandLineRun run = CommandLineRun.start(folder, List.of(link.toString(), "--version"));

    assertThat(run.await()).as(run.story()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("airbyteio "),
            line -> assertThat(line).startsWith("Java "),
            line -> assertThat(line).startsWith("Apache Beam "));
  }

  @Test
  void anOldJavaIsRefusedByItsVersion() throws Exception {
    CommandLineRun run = helpBy(jdk("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2"));

    assertThat(run.await()).as(run.story()).isEqualTo(2);
    assertThat(run.err()).contains("JDK 17").contains("11");
  }

  @Test
  void newerJdksAreAllowedWhatTheyWouldWarnOf() throws Exception {
    Path home = jdk("printf '%s\\n' \"$@\"");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"99\"\n");

    CommandLineRun run = helpBy(home);

    assertThat(run.await()).as(run.story()).isZero();
    assertThat(run.out().lines())
        .contains(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--help");
    Files.deleteIfExists(script().resolveSibling("../pipelines/target/airbyteio-99.jsa"));
  }

  @Test
  void aJdkThatSaysItsVersionInAFileIsNotStartedToAskIt() throws Exception {
    Path home = jdk("touch '%s'".formatted(folder.resolve("started")));
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

    CommandLineRun run = helpBy(home);

    assertThat(run.await()).as(run.story()).isEqualTo(2);
    assertThat(run.err()).contains("version 11.");
    assertThat(folder.resolve("started")).doesNotExist();
  }
}
