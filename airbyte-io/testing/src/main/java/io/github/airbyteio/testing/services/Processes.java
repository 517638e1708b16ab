package io.github.airbyteio.testing.services;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the tools of a service, as a user other than root where the service refuses root. */
final class Processes {
  private static final Path DEV_NULL = Path.of("/dev/null");

  private Processes() {}

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** A port of the loopback interface on which nothing listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** The command, run by the user nobody if this is root. */
  static List<String> unprivileged(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> lowered =
        new ArrayList<>(
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    lowered.addAll(command);
    return lowered;
  }

  /**
   * Runs a command to its end.
   *
   * @return what it has printed
   * @throws IOException if its exit code is not 0; the message holds what it has printed
   */
  static String run(List<String> command, Path folder) throws IOException {
    // A file and no pipe: a daemon that the command leaves behind would hold a pipe open.
    Path output = Files.createTempFile("airbyteio-service", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(DEV_NULL.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int code = process.waitFor();
      String said = Files.readString(output, StandardCharsets.UTF_8);
      if (code != 0) {
        throw new IOException(command + " has ended with exit code " + code + ": " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while it ran: " + command, e);
    } finally {
      Files.delete(output);
    }
  }

  /**
   * Runs a command once this JVM has ended, however it ends. Closing the process's input runs it
   * too.
   */
  static Process whenThisEnds(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "cat >/dev/null; " + script, "sh"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(DEV_NULL.toFile())
        .start();
  }
}
