package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.MetricResults;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A run of a sync while it lasts: shows its progress and keeps in a folder what becomes of it. What
 * goes wrong here is a warning and never changes how the run ends. One thread at a time.
 */
public final class RecordedRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int POINTS = 240;
  private static final int INTERRUPTED = 130;
  private static final Duration FIRST_STEP = Duration.ofMillis(500);

  /** What a killed process leaves is not older. */
  private static final Duration SAVE_INTERVAL = Duration.ofMinutes(1);

  private final RunSettings settings;
  private final RunFolder folder;
  private final Instant started;
  private final Clock clock;
  private final LongSupplier nanos;
  private final long startNanos;
  private final @Nullable MetricsServer metrics;
  private final Activity activity = new Activity();
  private final Timeline timeline = new Timeline(POINTS, FIRST_STEP);
  private Snapshot latest = Snapshot.none(List.of());
  private Duration lastSaved = Duration.ZERO;
  private long roundsTold;
  private @Nullable Progress progress;

  private RecordedRun(
      RunSettings settings,
      RunFolder folder,
      Clock clock,
      LongSupplier nanos,
      @Nullable MetricsServer metrics) {
    this.settings = settings;
    this.folder = folder;
    this.clock = clock;
    this.nanos = nanos;
    this.started = clock.instant();
    this.startNanos = nanos.getAsLong();
    this.metrics = metrics;
  }

  /**
   * @throws AirbyteIoException if the folder cannot be written, or the metrics cannot be served
   */
  public static RecordedRun begin(RunHistory history, RunSettings settings) {
    return begin(history, settings, Clock.systemUTC(), System::nanoTime);
  }

  static RecordedRun begin(
      RunHistory history, RunSettings settings, Clock clock, LongSupplier nanos) {
    RunFolder folder = history.begin(settings.connection(), clock.instant());
    @Nullable MetricsServer metrics = null;
    try {
      if (settings.metrics() != null) {
        metrics = new MetricsServer(settings.metrics(), settings.connection());
      }
      RecordedRun run = new RecordedRun(settings, folder, clock, nanos, metrics);
      run.guarded(() -> history.prune(settings.connection(), settings.keep()));
      run.save();
      return run;
    } catch (RuntimeException e) {
      discard(folder);
      throw e;
    }
  }

  private static void discard(RunFolder folder) {
    try {
      folder.close();
      folder.delete();
    } catch (IOException e) {
      System.err.println("Warning: " + folder.path() + " is not removed: " + e);
    }
  }

  public RunFolder folder() {
    return folder;
  }

  /** The file that takes what the connector says. */
  public Path connectorLog() {
    return folder.file(RunFolder.LOG);
  }

  /** Says in the log that its lines are elsewhere. */
  public void logIsWith(String where) {
    guarded(
        () ->
            folder.append(
                RunFolder.LOG,
                "The connector ran on "
                    + where
                    + ". What it said is in the logs there, of the logger"
                    + " io.github.airbyteio.connector.log, not here.\n"));
  }

  /** Keeps the configuration, in which secrets are replaced. */
  public void keepConfig(ObjectNode redacted) {
    guarded(() -> folder.write(RunFolder.CONFIG, SuspectNames.redact(redacted.deepCopy())));
  }

  public void keepCommand(RepeatableCommand command) {
    guarded(() -> folder.write(RunFolder.COMMAND, command.toJson()));
  }

  /** The streams are known, and progress is shown from now on. */
  public void start(List<String> streams) {
    start(streams, Progress::onStderr);
  }

  void start(List<String> streams, Supplier<Progress> display) {
    latest = Snapshot.none(streams);
    progress = display.get();
    observe(latest);
  }

  /** Takes the metrics of the pipeline; called a few times a second. */
  public void observe(MetricResults results) {
    observe(Snapshot.of(results, List.copyOf(latest.streams().keySet())));
  }

  void observe(Snapshot snapshot) {
    Duration now = elapsed();
    latest = snapshot;
    activity.add(now, snapshot);
    timeline.add(now, snapshot);
    if (metrics != null) {
      metrics.show(snapshot, clock.instant());
    }
    if (progress != null) {
      progress.show(now, snapshot, activity);
    }
    if (snapshot.roundsFailed() > roundsTold) {
      roundsTold = snapshot.roundsFailed();
      save();
      tell(true);
    } else if (now.minus(lastSaved).compareTo(SAVE_INTERVAL) >= 0) {
      save();
    }
  }

  /** No more progress is shown: what is printed now is not drawn over. */
  public void stop() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - startNanos);
  }

  /** Keeps how far it is. */
  private void save() {
    lastSaved = elapsed();
    ObjectNode outcome = JSON.createObjectNode();
    outcome.put("status", "running").put("connection", settings.connection());
    outcome.put("duration_seconds", lastSaved.toMillis() / 1e3);
    outcome.putArray("streams");
    outcome.putArray("warnings");
    outcome.putNull("error");
    guarded(() -> folder.write(RunFolder.REPORT, report(outcome, null)));
  }

  /**
   * Ends the record of the run: writes its report, and posts it if somebody wants it.
   *
   * @param outcome the document of {@code sync --json}
   * @return the document with what is known here
   */
  public ObjectNode end(ObjectNode outcome, int exitCode) {
    stop();
    timeline.end(elapsed(), latest);
    ObjectNode report = report(outcome, exitCode);
    guarded(
        () -> {
          folder.write(RunFolder.REPORT, report);
          folder.write(RunFolder.PAGE, HtmlReport.of(report));
        });
    tell(exitCode != 0);
    ObjectNode told = outcome.deepCopy();
    if (!outcome.path("streams").isEmpty()) {
      told.set("streams", report.path("streams"));
    }
    told.putObject("run").put("id", folder.id()).put("folder", folder.path().toString());
    return told;
  }

  private ObjectNode report(ObjectNode outcome, @Nullable Integer exitCode) {
    ObjectNode report = JSON.createObjectNode().put("schema_version", RunReport.SCHEMA_VERSION);
    report.setAll(outcome.deepCopy());
    ObjectNode run = report.putObject("run");
    run.put("id", folder.id()).put("folder", folder.path().toString());
    run.put("source", settings.source()).put("target", settings.target());
    run.put("started", started.truncatedTo(ChronoUnit.MILLIS).toString());
    run.put(
        "ended",
        exitCode == null ? null : clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    run.put("exit_code", exitCode);
    run.put("attempts_failed", latest.attemptsFailed());
    run.put("state_scope", RunReport.stateScope(latest));
    if (latest.rounds() > 0) {
      run.put("rounds", latest.rounds()).put("rounds_failed", latest.roundsFailed());
    }
    String status =
        exitCode == null
            ? "running"
            : exitCode == 0 ? "succeeded" : exitCode == INTERRUPTED ? "interrupted" : "unknown";
    report.set("streams", RunReport.streams(outcome, latest, activity, status));
    report.set("totals", RunReport.totals(report.path("streams")));
    report.set("nulled_values", RunReport.nulledValues(latest));
    report.set("timeline", RunReport.timeline(timeline.points()));
    return report;
  }

  private void tell(boolean failed) {
    Notifier notifier = settings.notifier();
    if (notifier != null && notifier.wants(failed)) {
      guarded(
          () ->
              notifier
                  .post(folder.report().toString())
                  .ifPresent(why -> System.err.println("Warning: " + why)));
    }
  }

  private interface Step {
    void take() throws IOException;
  }

  private void guarded(Step step) {
    try {
      step.take();
    } catch (IOException e) {
      System.err.println("Warning: the record of the run is not complete: " + e);
    }
  }

  @Override
  public void close() {
    stop();
    if (metrics != null) {
      metrics.close();
    }
    guarded(folder::close);
  }
}
