package io.github.airbyteio.connector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

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
  private final Thread hook = new Thread(this::shutDown, "airbyteio-shutdown");
  private boolean shuttingDown;

  private LiveProcesses() {}

  static LiveProcesses get() {
    return INSTANCE;
  }

  synchronized void add(SupervisedProcess process) {
    if (shuttingDown) {
      throw new IllegalStateException("The JVM is shutting down: no connector is started.");
    }
    if (processes.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
    processes.add(process);
  }

  /** A hook that stayed would keep the classes of a job in a worker that serves many. */
  synchronized void remove(SupervisedProcess process) {
    if (processes.remove(process) && processes.isEmpty() && !shuttingDown) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM has begun to end; the hook finds nothing to do.
      }
    }
  }

  private void shutDown() {
    List<SupervisedProcess> live;
    synchronized (this) {
      shuttingDown = true;
      live = new ArrayList<>(processes);
    }
    end(live, System::nanoTime);
  }

  /** Ends all of them within one grace, however many there are and whatever they ignore. */
  static void end(Collection<? extends Live> live, LongSupplier nanoClock) {
    live.forEach(Live::terminate);
    await(live, GRACE, nanoClock);
    // All are told before any is waited for.
    live.forEach(Live::killRest);
    await(live, SupervisedProcess.AFTER_KILL, nanoClock);
    live.forEach(Live::removeFolder);
  }

  private static void await(
      Collection<? extends Live> live, Duration patience, LongSupplier nanoClock) {
    long deadline = nanoClock.getAsLong() + patience.toNanos();
    try {
      for (Live process : live) {
        long left = Math.max(0, deadline - nanoClock.getAsLong());
        boolean unused = process.awaitEnd(Duration.ofNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Then nobody wants to wait.
    }
  }

  /** A process that is to end with the JVM. */
  interface Live {
    /** Asks the whole tree to end and returns at once. */
    void terminate();

    /** Waits for its end; returns whether it has come. */
    boolean awaitEnd(Duration patience) throws InterruptedException;

    /** Kills what is left of the tree and returns at once. */
    void killRest();

    /** Removes the private folder; never throws. */
    void removeFolder();
  }
}
