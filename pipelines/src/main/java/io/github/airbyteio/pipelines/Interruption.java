package io.github.airbyteio.pipelines;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import sun.misc.Signal;

/**
 * What Ctrl-C does: the connectors are stopped, what their states cover is committed, the report is
 * printed, and only then the JVM ends, with the exit code 130 that it gives itself. A second one
 * ends the JVM at once; the supervisors of the connectors clean up, as they do when it is killed.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int EXIT_CODE = 130;

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile Runnable more = () -> {};
  private final Thread hook = new Thread(this::stop, "airbyteio-interruption");

  private Interruption() {}

  static Interruption guard() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Sets what else is to be done, a job on a cluster cancelled, say. */
  void andThen(Runnable action) {
    more = action;
  }

  private void stop() {
    endAtOnceWhenAskedAgain();
    System.err.println(
        "Stopping: what is covered by a state is being committed … (Ctrl-C again ends at once)");
    AirbyteIO.stopReads();
    more.run();
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("Gave up waiting. The next run continues from what is committed.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The JVM itself ignores a signal that comes while it is being stopped. */
  private static void endAtOnceWhenAskedAgain() {
    Signal.handle(
        new Signal("INT"),
        again -> {
          System.err.println("Ended at once. The next run continues from what is committed.");
          Runtime.getRuntime().halt(EXIT_CODE);
        });
  }

  /** A connector that is stopped with the JVM fails: the interruption is what the user is told. */
  AirbyteIoException explain(AirbyteIoException failure) {
    return isUnderWay() ? stopped(failure) : failure;
  }

  /** What a stopped sync tells. */
  static AirbyteIoException stopped(@Nullable AirbyteIoException cause) {
    return new AirbyteIoException(
        Category.INTERRUPTED,
        null,
        "The sync was stopped.",
        "Run it again: it continues from what is committed.",
        cause);
  }

  /** Whether the JVM is being stopped. */
  static boolean isUnderWay() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** The run has ended and said all it has to say. */
  @Override
  public void close() {
    finished.countDown();
    if (!isUnderWay()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
