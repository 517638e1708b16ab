package io.github.airbyteio.connector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The connector processes of this JVM that are not closed yet; kills them when the JVM shuts down.
 *
 * <p>The one permitted static: a shutdown hook is a property of the JVM, not of any object in it.
 */
final class LiveProcesses {
  private static final LiveProcesses INSTANCE = new LiveProcesses();

  /** One grace for all of them: a JVM that is told to end is soon killed itself. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Set<SupervisedProcess> processes = new HashSet<>();
  private boolean hooked;
  private boolean shuttingDown;

  private LiveProcesses() {}

  static LiveProcesses get() {
    return INSTANCE;
  }

  synchronized void add(SupervisedProcess process) {
    if (shuttingDown) {
      throw new IllegalStateException("The JVM is shutting down: no connector is started.");
    }
    if (!hooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "airbyteio-shutdown"));
      hooked = true;
    }
    processes.add(process);
  }

  synchronized void remove(SupervisedProcess process) {
    processes.remove(process);
  }

  private void shutDown() {
    List<SupervisedProcess> live;
    synchronized (this) {
      shuttingDown = true;
      live = new ArrayList<>(processes);
    }
    live.forEach(SupervisedProcess::terminate);
    long deadline = System.nanoTime() + GRACE.toNanos();
    live.forEach(p -> p.closeInShutdown(Duration.ofNanos(deadline - System.nanoTime())));
  }
}
