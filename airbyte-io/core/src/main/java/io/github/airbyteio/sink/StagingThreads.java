package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RecordBlock;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stages blocks on the caller's thread and on a few more.
 *
 * <p>To stage on the own machine is work for its processors, of which one thread would leave the
 * others idle. One block waits for each of them, so that it need not wait for the caller, who
 * stages what comes when that many wait, and is slowed down by that as without them. To stage on
 * another machine is mostly to wait for it: there the caller is alone. It also stages small blocks
 * itself, so that they are staged when it returns: they are hardly any work, and a source that is
 * slow enough to send them may send no other for long.
 */
final class StagingThreads implements Closeable {
  private static final int MOST_HELPERS = 3;
  private static final long IDLE_SECONDS = 5;

  /** A block of fewer bytes is a small one. */
  static final int SMALL_BYTES = 64 << 10;

  private final Sink sink;
  private final Map<StreamDescriptor, StreamTarget> targets;
  private final Queue<Stager> idle = new ConcurrentLinkedQueue<>();
  private final @Nullable ThreadPoolExecutor helpers;

  StagingThreads(Sink sink, Map<StreamDescriptor, StreamTarget> targets) {
    this(
        sink,
        targets,
        sink.isLocal()
            ? Math.min(MOST_HELPERS, Runtime.getRuntime().availableProcessors() - 1)
            : 0);
  }

  StagingThreads(Sink sink, Map<StreamDescriptor, StreamTarget> targets, int most) {
    this.sink = sink;
    this.targets = targets;
    this.helpers = most == 0 ? null : helpers(most);
  }

  private static ThreadPoolExecutor helpers(int most) {
    ThreadPoolExecutor helpers =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(most),
            StagingThreads::helper,
            new ThreadPoolExecutor.CallerRunsPolicy());
    helpers.allowCoreThreadTimeOut(true);
    return helpers;
  }

  private static Thread helper(Runnable task) {
    Thread thread = new Thread(task, "airbyteio-stager");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Stages a block, or begins to. To run what is returned stages the block if no thread has begun
   * to, and else does nothing.
   */
  RunnableFuture<Stager.Result> stage(RecordBlock block) {
    FutureTask<Stager.Result> task = new FutureTask<>(() -> stageNow(block));
    if (helpers == null || block.bytes() < SMALL_BYTES) {
      task.run();
    } else {
      helpers.execute(task);
    }
    return task;
  }

  private Stager.Result stageNow(RecordBlock block) throws IOException {
    Stager stager = idle.poll();
    if (stager == null) {
      stager = new Stager(sink, targets);
    }
    try {
      return stager.stage(block);
    } finally {
      idle.add(stager);
    }
  }

  /** Waits until the block is staged. */
  static Stager.Result await(Future<Stager.Result> staged) throws IOException {
    try {
      return staged.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while records are staged.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }

  /** Ends what has begun and closes the connections. */
  @Override
  public void close() throws IOException {
    if (helpers != null) {
      helpers.shutdownNow();
      try {
        // A thread that does not end keeps its connection; the others are closed.
        boolean unused = helpers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Stager stager = idle.poll(); stager != null; stager = idle.poll()) {
      stager.close();
    }
  }
}
