package io.github.airbyteio.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector under {@code supervise.sh}, which ends it when this JVM is gone, however it went.
 *
 * <p>Killing means SIGTERM to the connector's process group and to its descendants, and SIGKILL to
 * what is left after a grace.
 */
final class SupervisedProcess implements AutoCloseable, LiveProcesses.Live {
  static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** After SIGKILL an end takes no longer, unless a process hangs in the kernel. */
  static final Duration AFTER_KILL = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedProcess.class);
  private static final String SUPERVISOR = "supervise.sh";

  /** The supervisor's file that says that the connector has ended. */
  private static final String ENDED = "ended";

  private final Process supervisor;
  private final RunFolder folder;
  private final Duration grace;
  private final Duration afterKill;
  private final StderrTail stderr;
  private final Thread stderrPump;
  private final List<ProcessHandle> known = new ArrayList<>();

  private SupervisedProcess(
      Process supervisor,
      RunFolder folder,
      Duration grace,
      Duration afterKill,
      UnaryOperator<String> mask,
      Consumer<String> stderrLines) {
    this.supervisor = supervisor;
    this.folder = folder;
    this.grace = grace;
    this.afterKill = afterKill;
    this.stderr = new StderrTail(supervisor.getErrorStream(), mask, stderrLines);
    this.stderrPump = new Thread(stderr, "airbyteio-stderr-" + supervisor.pid());
    stderrPump.setDaemon(true);
  }

  /**
   * Starts a command in the folder, which the process owns from here on.
   *
   * @param mask hides secrets in what is kept of stderr
   * @param stderrLines is told of each line of stderr, masked
   * @param grace between SIGTERM and SIGKILL
   * @param afterKill how long the end may take after SIGKILL
   */
  static SupervisedProcess start(
      List<String> command,
      Map<String, String> environment,
      RunFolder folder,
      UnaryOperator<String> mask,
      Consumer<String> stderrLines,
      Duration grace,
      Duration afterKill)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add("/bin/sh");
    line.add(folder.write(SUPERVISOR, script()).toString());
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.path().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    SupervisedProcess process =
        new SupervisedProcess(builder.start(), folder, grace, afterKill, mask, stderrLines);
    process.stderrPump.start();
    try {
      LiveProcesses.get().add(process);
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
    return process;
  }

  InputStream stdout() {
    return supervisor.getInputStream();
  }

  /**
   * The last lines of stderr, masked; complete once the process has ended and its pipe is empty.
   */
  String stderrTail() {
    if (!supervisor.isAlive()) {
      try {
        stderrPump.join(AFTER_KILL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return stderr.text();
  }

  boolean isAlive() {
    return supervisor.isAlive();
  }

  /** Completes when the process has ended. */
  CompletableFuture<Process> onExit() {
    return supervisor.onExit();
  }

  /** Waits for the end; kills what is still running after the limit. Returns the exit code. */
  int waitFor(Duration limit) throws InterruptedException {
    if (!supervisor.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      terminate();
      kill(grace);
    }
    return supervisor.isAlive() ? 137 : supervisor.exitValue();
  }

  @Override
  public void close() throws IOException {
    boolean interrupted = false;
    try {
      terminate();
      kill(grace);
    } catch (InterruptedException e) {
      interrupted = true;
      forceTree();
    } finally {
      release();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sends SIGTERM to the whole tree and returns at once. */
  @Override
  public void terminate() {
    if (!supervisor.isAlive()) {
      return;
    }
    remember();
    signal("TERM");
    // Those outside the group; the supervisor's own helper ignores the signal.
    synchronized (known) {
      known.forEach(ProcessHandle::destroy);
    }
  }

  @Override
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return supervisor.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends SIGKILL to what is left of the tree and returns at once. */
  @Override
  public void killRest() {
    if (supervisor.isAlive()) {
      remember();
      // The group first and through the supervisor: it also reaches orphans in the group.
      signal("KILL");
    }
    synchronized (known) {
      known.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** In a shutdown hook, where nobody takes an exception. */
  @Override
  public void removeFolder() {
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("The folder {} could not be removed: {}", folder.path(), e.toString());
    }
  }

  private void kill(Duration patience) throws InterruptedException {
    if (awaitEnd(patience)) {
      killRest();
    } else {
      forceTree();
    }
  }

  /** Sends SIGKILL to the whole tree; waits without heeding interrupts, as that is short. */
  private void forceTree() {
    killRest();
    try {
      supervisor.onExit().get(afterKill.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Process {} outlives SIGKILL of its connector.", supervisor.pid());
    }
    supervisor.destroyForcibly();
  }

  /** Descendants are found only as long as their parents live: those seen once are kept. */
  private void remember() {
    List<ProcessHandle> found = supervisor.descendants().toList();
    // Looked up after them: what is run afterwards starts later than this file, and is not killed.
    if (Files.exists(folder.path().resolve(ENDED))) {
      return;
    }
    synchronized (known) {
      found.stream().filter(p -> !known.contains(p)).forEach(known::add);
    }
  }

  private void signal(String name) {
    try {
      OutputStream lifeline = supervisor.getOutputStream();
      lifeline.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
      lifeline.flush();
    } catch (IOException e) {
      // The supervisor has ended, and with it the connector.
    }
  }

  private void release() throws IOException {
    LiveProcesses.get().remove(this);
    try {
      supervisor.getOutputStream().close();
    } catch (IOException e) {
      // A signal that was not delivered is still in its buffer: nobody is there to take it.
    }
    folder.close();
  }

  private static String script() throws IOException {
    try (InputStream in = SupervisedProcess.class.getResourceAsStream(SUPERVISOR)) {
      if (in == null) {
        throw new IOException("The resource " + SUPERVISOR + " is missing in the jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
