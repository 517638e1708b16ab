package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for files, processes and conditions. */
final class Processes {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Processes() {}

  static void await(Path file) {
    awaitCondition(file + " exists", () -> Files.exists(file));
  }

  static void awaitCondition(String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!holds(condition)) {
      assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(end);
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private static boolean holds(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      return false; // Not yet there to be looked at.
    }
  }

  /** Lets a time pass in which nothing must happen. */
  static void standStill(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  static long lines(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  /** Waits for the end of each process whose id is in the file. */
  static void awaitDeath(Path pidFile) throws IOException {
    for (String pid : Files.readAllLines(pidFile)) {
      awaitCondition("the end of process " + pid, () -> !isAlive(Long.parseLong(pid)));
    }
  }

  /** Waits until no process has the folder in its command line. */
  static void assertNoneLeft(Path folder) {
    awaitCondition("no process of " + folder, () -> of(folder).isEmpty());
  }

  /** The live processes that have the folder in their command line. */
  static List<ProcessHandle> of(Path folder) {
    String name = folder.toString();
    long own = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != own && isAlive(process.pid()))
        .filter(process -> commandLine(process.pid()).contains(name))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Whether a process runs; one that has ended and was never reaped does not. */
  private static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
