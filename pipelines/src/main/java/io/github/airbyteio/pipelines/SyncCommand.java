package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "  airbyteio sync --source pypi:airbyte-source-file==0.5.39 --config file.yaml --to duckdb:files.duckdb",
      "  airbyteio sync --source source-faker --to 'postgresql://db/raw?user=me&password=env:PW' --runner flink --flink-master HOST:8081"
    })
final class SyncCommand implements Callable<Integer> {
  private static final List<Duration> BACK_OFFS = RetryPolicy.standard().backOffs();

  @Mixin private SourceOptions source;
  @Mixin private TargetOption target;
  @Mixin private FieldOptions fields;
  @Mixin private TransformOptions transforms;
  @Mixin private RunnerOptions runner;

  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "STREAM",
      description = "The streams to read, separated by commas. Default: all.")
  private String[] streams = new String[0];

  @Option(
      names = "--mode",
      defaultValue = "auto",
      paramLabel = "MODE",
      description =
          "auto, append, overwrite, append_dedup or overwrite_dedup. Default: auto: one row a key where the stream has one.")
  private String mode;

  @Option(
      names = "--full-refresh",
      description = "Read the streams from the start and replace the tables.")
  private boolean fullRefresh;

  @Option(
      names = "--processes",
      defaultValue = "connection",
      paramLabel = "connection|stream|N",
      description =
          "One connector process for all streams (default), one a stream, or so many that share them.")
  private String processes;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often a connector that fails without progress is tried again. Default: 4.")
  private int retries;

  @Option(
      names = "--heartbeat",
      paramLabel = "SECONDS",
      defaultValue = "10800",
      description =
          "How long the source may send neither record nor state before it is stopped. Default: 10800.")
  private int heartbeatSeconds;

  @Option(
      names = "--on-count-mismatch",
      paramLabel = "warn|fail",
      defaultValue = "warn",
      description =
          "What to do when a state counts other records than came: go on, or fail. Default: warn.")
  private String onCountMismatch;

  @Option(
      names = "--on-schema-change",
      paramLabel = "evolve|freeze|fail",
      defaultValue = "evolve",
      description = {
        "When the source's schema has changed: let the tables follow (evolve, the default),",
        "leave new fields out (freeze), or write nothing (fail)."
      })
  private String onSchemaChange;

  @Option(
      names = "--cdc-deletes",
      paramLabel = "hard|soft",
      defaultValue = "hard",
      description = {
        "What a record with _ab_cdc_deleted_at does to its row in the modes that deduplicate:",
        "remove it (hard, the default), or leave it with that time (soft)."
      })
  private String cdcDeletes;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = {
        "Sync again and again until Ctrl-C, so long after the begin of the sync before: 30s, 15m, 2h, 1d.",
        "With --json each sync prints a line."
      })
  private String every;

  @Option(names = "--json", description = "Print one JSON document about the sync on stdout.")
  private boolean json;

  @Override
  public Integer call() {
    long started = System.nanoTime();
    Interruption interruption = Interruption.guard();
    try {
      SyncOutcome outcome;
      String id = source.connection();
      try {
        Connector connector = source.connector();
        id = id == null ? connector.name() : id;
        outcome = sync(connector, id, interruption);
      } catch (RuntimeException e) {
        outcome = SyncOutcome.failed(interruption.explain(Failures.find(e)));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      outcome.print(id, took, json, every != null);
      return outcome.exitCode();
    } finally {
      interruption.close();
    }
  }

  private SyncOutcome sync(Connector connector, String id, Interruption interruption) {
    Sink sink = target.sink();
    // What is wrong with the options is said before anything is installed or run.
    SyncRunner where = runner.runner(id);
    ProcessLayout layout = OptionValues.processes("--processes", processes);
    RetryPolicy retryPolicy = retryPolicy();
    RecordCountCheck countCheck = countCheck();
    SchemaChangePolicy schemaChangePolicy =
        OptionValues.schemaChangePolicy("--on-schema-change", onSchemaChange);
    CdcDeletes deletes = cdcDeletes();
    Duration heartbeat = heartbeat();
    Duration interval = interval();
    StreamSelection selection =
        fields.applyTo(
            StreamSelection.of(streams)
                .withMode(StreamSelection.Mode.parse(mode))
                .withFullRefresh(fullRefresh));
    ConnectorRuntime runtime = source.runtime(connector);
    ObjectNode config = source.config();
    ConfigValidator.validate(runtime.spec(), config);
    ConfiguredCatalog catalog = selection.configure(runtime.discover(config));
    SyncRun run =
        new SyncRun(
            Connection.of(connector)
                .withId(id)
                .withConfig(source.configSource())
                .withSchemaChangePolicy(schemaChangePolicy)
                .withCatalog(catalog),
            catalog,
            transforms.transforms(),
            sink,
            layout,
            retryPolicy,
            countCheck,
            heartbeat,
            deletes);
    return interval == null
        ? run.run(where, interruption)
        : run.runEvery(where, interval, new RoundPrinter(id, json));
  }

  private @Nullable Duration interval() {
    if (every == null) {
      return null;
    }
    if (!runner.isDirect()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "--every runs in this process, not on Flink.",
          "Leave --runner away, or write a pipeline with AirbyteIO.Read.withPollInterval().");
    }
    return PollInterval.parse("--every", every);
  }

  private Duration heartbeat() {
    if (heartbeatSeconds < 1) {
      throw new AirbyteIoException(
          Category.USAGE, "--heartbeat " + heartbeatSeconds + ": must be 1 or more.", null);
    }
    return Duration.ofSeconds(heartbeatSeconds);
  }

  private RetryPolicy retryPolicy() {
    if (retries < 0) {
      throw new AirbyteIoException(
          Category.USAGE, "--retries " + retries + ": must be 0 or more.", null);
    }
    return retries == 0
        ? RetryPolicy.none()
        : RetryPolicy.of(retries + 1, RetryPolicy.standard().maxAttempts(), BACK_OFFS);
  }

  private RecordCountCheck countCheck() {
    return switch (onCountMismatch) {
      case "warn" -> RecordCountCheck.WARN;
      case "fail" -> RecordCountCheck.FAIL;
      default ->
          throw new AirbyteIoException(
              Category.USAGE,
              "--on-count-mismatch " + onCountMismatch + ": must be warn or fail.",
              null);
    };
  }

  private CdcDeletes cdcDeletes() {
    for (CdcDeletes deletes : CdcDeletes.values()) {
      if (deletes.wireName().equals(cdcDeletes)) {
        return deletes;
      }
    }
    throw new AirbyteIoException(
        Category.USAGE, "--cdc-deletes " + cdcDeletes + ": must be hard or soft.", null);
  }
}
