package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars of Flink, from the package {@code apache-flink-libraries} of PyPI: once a user. */
final class FlinkInstall {
  private static final String PACKAGE = "apache-flink-libraries==1.19.3";

  private FlinkInstall() {}

  /** The class path of a JobManager or TaskManager; installs the jars if they are not there. */
  static String classPath() throws IOException {
    // Without the packages of Python that it asks for: only its jars are used.
    Path venv =
        Installation.venv(
            Installation.HOME,
            PACKAGE.replace("==", "-"),
            made -> Installation.pip(made, "--no-deps", PACKAGE));
    try (Stream<Path> files = Files.walk(venv, 8)) {
      return files
          .filter(file -> file.getParent().endsWith(Path.of("pyflink", "lib")))
          .filter(file -> file.toString().endsWith(".jar"))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(":"));
    }
  }
}
