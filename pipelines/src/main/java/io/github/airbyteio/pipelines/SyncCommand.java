package io.github.airbyteio.pipelines;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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
    SyncOutcome outcome;
    try {
      outcome = sync(settings, interruption);
    } catch (RuntimeException e) {
      outcome = SyncOutcome.failed(interruption.explain(Failures.find(e)));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    outcome.print(settings.connection(), took, json, ofSeveral || settings.interval() != null);
    return outcome.exitCode();
  }

  private SyncOutcome sync(SyncSettings settings, Interruption interruption) {
    SyncRunner where = settings.runner().runner(settings.connection());
    SyncSubject subject = SyncSubject.of(settings);
    subject.warnings().forEach(warning -> System.err.println("Warning: " + warning));
    SyncRun run = new SyncRun(settings, subject.catalog());
    Duration interval = settings.interval();
    return interval == null
        ? run.run(where, interruption)
        : run.runEvery(where, interval, new RoundPrinter(settings.connection(), json));
  }
}
