package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars of Flink, from the package {@code apache-flink-libraries} of PyPI: once a user. */
final class FlinkInstall {
  private static final String PACKAGE = "apache-flink-libraries==1.19.3";
  private static final Path HOME =
      Path.of(System.getProperty("user.home"), ".cache", "airbyteio", "services");
  private static final String MARKER = ".complete";

  private FlinkInstall() {}

  /** The class path of a JobManager or TaskManager; installs the jars if they are not there. */
  static synchronized String classPath() throws IOException {
    Files.createDirectories(HOME);
    Path venv = HOME.resolve(PACKAGE.replace("==", "-"));
    // One JVM installs, others wait for it. Within this one the method is synchronized.
    try (FileChannel channel =
            FileChannel.open(
                HOME.resolve("flink.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.exists(venv.resolve(MARKER))) {
        Processes.run(List.of("python3", "-m", "venv", "--clear", venv.toString()), HOME);
        // Without the packages of Python that it asks for: only its jars are used.
        Processes.run(
            List.of(venv.resolve("bin/pip").toString(), "install", "--quiet", "--no-deps", PACKAGE),
            HOME);
        Files.createFile(venv.resolve(MARKER));
      }
    }
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
