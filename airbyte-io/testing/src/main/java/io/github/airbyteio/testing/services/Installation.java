package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What a service needs on this machine, installed once a user and then kept. */
final class Installation {
  /** Where it is kept. */
  static final Path HOME =
      Path.of(System.getProperty("user.home"), ".cache", "airbyteio", "services");

  private static final String MARKER = ".complete";

  private Installation() {}

  /**
   * Does the steps while no other thread and no other JVM of this machine does those of this name.
   */
  static synchronized void alone(Path home, String name, Steps steps) throws IOException {
    Files.createDirectories(home);
    // One JVM installs, others wait for it. Within this one the method is synchronized.
    try (FileChannel channel =
            FileChannel.open(
                home.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("The lock of " + name + " was lost.");
      }
      steps.run();
    }
  }

  /**
   * A virtual environment of Python; makes it if it is not there, or not complete.
   *
   * @param name names the packages and their versions
   * @param packages installs them into the environment
   * @return the environment's folder
   */
  static Path venv(Path home, String name, Packages packages) throws IOException {
    Path venv = home.resolve(name);
    alone(
        home,
        name,
        () -> {
          if (!Files.exists(venv.resolve(MARKER))) {
            Processes.run(List.of("python3", "-m", "venv", "--clear", venv.toString()), home);
            packages.installInto(venv);
            Files.createFile(venv.resolve(MARKER));
          }
        });
    return venv;
  }

  /** Installs packages from PyPI. */
  static void pip(Path venv, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(venv.resolve("bin/pip").toString(), "install", "--quiet"));
    command.addAll(List.of(arguments));
    Processes.run(command, venv);
  }

  /** The same by uv, which takes a fifth of pip's time for large packages. */
  static void uv(Path venv, List<String> packages) throws IOException {
    pip(venv, "uv");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(venv.resolve("bin/uv").toString(), "pip", "install", "--quiet"));
    command.addAll(List.of("--python", venv.resolve("bin/python").toString()));
    command.addAll(packages);
    Processes.run(command, venv);
  }

  /** What may be done by one only. */
  interface Steps {
    void run() throws IOException;
  }

  /** Fills an environment. */
  interface Packages {
    void installInto(Path venv) throws IOException;
  }
}
