package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.pipelines.run.RecordedRun;
import io.github.airbyteio.pipelines.run.RepeatableCommand;
import io.github.airbyteio.pipelines.run.SuspectNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Moves the data of a connector's streams to a target, from the stored state on. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Moves data from a connector to a target, continuing where the last sync ended.",
    footer = {
      "",
      "Examples:",
      "  airbyteio sync --source source-faker --config '{\"count\": 1000}' --to duckdb:faker.duckdb",
      "  airbyteio sync orders.yaml --set streams.users.mode=append",
      "  airbyteio sync --source pypi:airbyte-source-file==0.5.39 --config file.yaml --to duckdb:files.duckdb",
      "  airbyteio sync --source source-faker --to 'postgresql://db/raw?user=me&password=env:PW' --runner flink --flink-master HOST:8081"
    })
final class SyncCommand implements Callable<Integer> {
  @Mixin private SyncArguments arguments;
  @Mixin private RunOptions run;
  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      description = {
        "Print one JSON document about the sync on stdout; of several connections, and with --every,",
        "a line each."
      })
  private boolean json;

  @Override
  public Integer call() {
    Interruption interruption = Interruption.guard();
    try {
      List<SyncSettings> syncs;
      try {
        syncs = arguments.settings();
      } catch (ParameterException e) {
        throw e;
      } catch (RuntimeException e) {
        SyncOutcome failed = SyncOutcome.failed(Failures.find(e));
        failed.print(arguments.connection(), Duration.ZERO, json, false);
        return failed.exitCode();
      }
      return syncs.size() == 1
          ? one(syncs.get(0), interruption, false)
          : new SyncSeries(json).run(syncs, sync -> one(sync, interruption, true));
    } finally {
      interruption.close();
    }
  }

  /**
   * Runs and tells one sync.
   *
   * @return its exit code
   */
  private int one(SyncSettings settings, Interruption interruption, boolean ofSeveral) {
    long started = System.nanoTime();
    boolean oneLine = ofSeveral || settings.interval() != null;
    RecordedRun recorded;
    try {
      recorded = run.begin(settings);
    } catch (RuntimeException e) {
      SyncOutcome failed = SyncOutcome.failed(Failures.find(e));
      failed.print(settings.connection(), Duration.ZERO, json, oneLine);
      return failed.exitCode();
    }
    try (recorded) {
      SyncOutcome outcome;
      try {
        outcome = sync(settings, recorded, interruption);
      } catch (RuntimeException e) {
        outcome = SyncOutcome.failed(interruption.explain(Failures.find(e)));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      ObjectNode document =
          recorded.end(outcome.document(settings.connection(), took), outcome.exitCode());
      outcome.printDocument(document, took, json, oneLine);
      RunFiles.tell(recorded.folder(), outcome.exitCode());
      return outcome.exitCode();
    }
  }

  private SyncOutcome sync(SyncSettings settings, RecordedRun recorded, Interruption interruption) {
    recorded.keepCommand(repeatable(config -> false));
    SyncRunner where = settings.runner().runner(settings);
    where.getReady();
    SyncSubject subject =
        SyncSubject.of(
            settings,
            settings.runtime().withLogFile(recorded.connectorLog()),
            shape -> keep(recorded, shape, settings.config().written()));
    subject.warnings().forEach(warning -> System.err.println("Warning: " + warning));
    SyncRun pipeline = new SyncRun(settings, subject.catalog(), recorded);
    Duration interval = settings.interval();
    return interval == null
        ? pipeline.run(where, interruption)
        : pipeline.runEvery(where, interval, new RoundPrinter(settings.connection(), json));
  }

  /**
   * @param config as it is written: what it names is not in it
   */
  private void keep(RecordedRun recorded, ConnectorSpec shape, ObjectNode config) {
    recorded.keepConfig(shape.mask(config).redact(config));
    boolean secret = shape.secretIn(config).isPresent() || SuspectNames.anyIn(config);
    recorded.keepCommand(repeatable(text -> !secret));
  }

  private RepeatableCommand repeatable(Predicate<String> isPublic) {
    return RunArguments.of(spec.commandLine().getParseResult(), isPublic);
  }
}
