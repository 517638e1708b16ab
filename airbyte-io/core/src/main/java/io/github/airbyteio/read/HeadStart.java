package io.github.airbyteio.read;

import io.github.airbyteio.state.RunIds;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded read that has begun in the JVM which will execute it, before its pipeline runs: a
 * runner takes seconds to start, and so does a connector.
 *
 * <p>The run is planned, and its connectors are launched and parked in the {@link SessionCache}
 * under the positions that their tasks start at: the first bundle goes on with them as any later
 * one does. Where it does not find them, since it came too late, say, it launches them anew.
 */
final class HeadStart {
  private static final Logger LOG = LoggerFactory.getLogger(HeadStart.class);

  private final FutureTask<RunPlanner.Plan> plan;

  private HeadStart(FutureTask<RunPlanner.Plan> plan) {
    this.plan = plan;
  }

  /** Begins on another thread and returns at once. */
  static HeadStart begin(RunPlanner planner, SessionFactory sessions, SessionCache cache) {
    FutureTask<RunPlanner.Plan> plan =
        new FutureTask<>(
            () -> {
              RunPlanner.Plan planned = planner.plan();
              return new RunPlanner.Plan(
                  planned.tasks().stream().map(task -> launch(task, sessions, cache)).toList(),
                  planned.schemaChanges());
            });
    Thread thread = new Thread(plan, "airbyte-head-start");
    thread.setDaemon(true);
    thread.start();
    return new HeadStart(plan);
  }

  /** Returns the task, begun where that was possible: what hinders it is told where it is read. */
  private static ReadTask launch(ReadTask task, SessionFactory sessions, SessionCache cache) {
    if (cache.isStopping() || !cache.hasRoom()) {
      return task;
    }
    String attempt = RunIds.newAttempt(task.runId());
    try {
      Session session = sessions.launch(task, attempt, task.start().states());
      ReadTask begun = task.startingAt(task.start().launched(attempt));
      cache.launched(begun, session);
      cache.park(session);
      return begun;
    } catch (RuntimeException e) {
      LOG.debug("Not launched ahead of the pipeline: {}", task.streams(), e);
      return task;
    }
  }

  /**
   * Waits for the plan.
   *
   * @throws IOException as {@link RunPlanner#plan}
   */
  RunPlanner.Plan await() throws IOException, InterruptedException {
    try {
      return plan.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("The read could not be planned.", e.getCause());
    }
  }
}
