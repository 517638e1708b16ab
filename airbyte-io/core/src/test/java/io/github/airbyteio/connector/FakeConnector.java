package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connectors that are shell scripts, for tests. */
final class FakeConnector {
  static final String CANARY = "canary-5ecret";

  static final String SPEC =
      """
      {"type":"SPEC","spec":{"connectionSpecification":{"type":"object","properties":\
      {"password":{"type":"string","airbyte_secret":true},"host":{"type":"string"}}}}}""";

  static final String SUCCEEDED =
      """
      {"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}""";

  static final String CATALOG =
      """
      {"type":"CATALOG","catalog":{"streams":[{"name":"users","json_schema":{"type":"object"},\
      "supported_sync_modes":["full_refresh"]}]}}""";

  private FakeConnector() {}

  /** A connector whose {@code spec} is {@link #SPEC} and whose other commands run the script. */
  static Connector of(Path folder, String script) throws IOException {
    return raw(
        folder,
        "if [ \"$1\" = spec ]; then\ncat <<'END'\n" + SPEC + "\nEND\nexit 0\nfi\n" + script);
  }

  /** A connector that is the script. */
  static Connector raw(Path folder, String script) throws IOException {
    Path file = folder.resolve("source-fake");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return Connector.executable(file.toString());
  }

  /** A shell command that prints one line. */
  static String say(String line) {
    return "cat <<'END'\n" + line + "\nEND\n";
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited too long: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Waits until a fake has written a process id to the file. */
  static void awaitPid(Path pidFile) {
    await(
        "pid in " + pidFile,
        () -> {
          try {
            return Files.exists(pidFile) && Files.readString(pidFile).endsWith("\n");
          } catch (IOException e) {
            return false;
          }
        });
  }

  static void awaitDeath(Path pidFile) {
    await(
        "death of the process in " + pidFile,
        () -> {
          try {
            return !isAlive(pidFile);
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** Whether the process whose id is in the file lives; one that was never reaped does not. */
  static boolean isAlive(Path pidFile) throws IOException {
    Path stat = Path.of("/proc", Files.readString(pidFile).strip(), "stat");
    try {
      String line = Files.readString(stat);
      return line.charAt(line.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
          .map(ProcessHandle::isAlive)
          .orElse(false);
    }
  }

  static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
