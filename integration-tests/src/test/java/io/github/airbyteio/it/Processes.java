package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for files, processes and conditions. */
public final class Processes {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * Where there is none, as on macOS, Java's own view must do: it counts what nobody has reaped.
   */
  private static final boolean HAS_PROC = Files.isDirectory(Path.of("/proc/self"));

  private Processes() {}

  public static void await(Path file) {
    awaitCondition(file + " exists", () -> Files.exists(file));
  }

  public static void awaitCondition(String what, Callable<Boolean> condition) {
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

  /** What a computation on another thread gives. */
  public static <T> T result(Future<T> running) throws Exception {
    return running.get(5, TimeUnit.MINUTES);
  }

  /** The exit code of a process; one that does not end is killed. */
  public static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("A process did not end: " + process.info());
    }
    return process.exitValue();
  }

  /** Sends a signal, such as {@code INT}. */
  public static void signal(String name, Process process) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(exitCode(new ProcessBuilder("kill", "-" + name, pid).start())).isZero();
  }

  /** Lets a time pass in which nothing must happen. */
  public static void standStill(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  public static long lines(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  /** Waits for the end of each process whose id is in the file. */
  public static void awaitDeath(Path pidFile) throws IOException {
    for (String pid : Files.readAllLines(pidFile)) {
      awaitCondition("the end of process " + pid, () -> !isAlive(Long.parseLong(pid)));
    }
  }

  /** Waits until no process has the folder in its command line. */
  public static void assertNoneLeft(Path folder) {
    awaitCondition("no process of " + folder, () -> of(folder).isEmpty());
  }

  /** The live processes that have the folder in their command line. */
  public static List<ProcessHandle> of(Path folder) {
    String name = folder.toString();
    long own = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != own && isAlive(process.pid()))
        .filter(process -> commandLine(process.pid()).contains(name))
        .toList();
  }

  private static String commandLine(long pid) {
    if (!HAS_PROC) {
      return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).orElse("");
    }
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Whether a process of Linux has a thread of that name, which is cut to 15 characters. */
  public static boolean hasThread(long pid, String name) throws IOException {
    Path all = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(all)) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a process runs; one that has ended and was never reaped does not. */
  private static boolean isAlive(long pid) {
    if (!HAS_PROC) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
