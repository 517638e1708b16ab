package io.github.airbyteio.pipelines;

import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a sync behaves. Those that were not given are null. */
final class BehaviourOptions {
  @Option(
      names = "--processes",
      paramLabel = "connection|stream|N",
      description =
          "One connector process for all streams (default), one a stream, or so many that share them.")
  private @Nullable String processes;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often a connector that fails without progress is tried again. Default: 4.")
  private @Nullable Integer retries;

  @Option(
      names = "--heartbeat",
      paramLabel = "SECONDS",
      description =
          "How long the source may send neither record nor state before it is stopped. Default: 10800.")
  private @Nullable Integer heartbeatSeconds;

  @Option(
      names = "--on-count-mismatch",
      paramLabel = "warn|fail",
      description =
          "What to do when a state counts other records than came: go on, or fail. Default: warn.")
  private @Nullable String onCountMismatch;

  @Option(
      names = "--on-schema-change",
      paramLabel = "evolve|freeze|fail",
      description = {
        "When the source's schema has changed: let the tables follow (evolve, the default),",
        "leave new fields out (freeze), or write nothing (fail)."
      })
  private @Nullable String onSchemaChange;

  @Option(
      names = "--cdc-deletes",
      paramLabel = "hard|soft",
      description = {
        "What a record with _ab_cdc_deleted_at does to its row in the modes that deduplicate:",
        "remove it (hard, the default), or leave it with that time (soft)."
      })
  private @Nullable String cdcDeletes;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = {
        "Sync again and again until Ctrl-C, so long after the begin of the sync before: 30s, 15m, 2h, 1d.",
        "With --json each sync prints a line."
      })
  private @Nullable String every;

  void addTo(SyncArguments.Given given) {
    given.putShown(
        "processes",
        "--processes",
        processes != null && processes.matches("\\d{1,9}")
            ? (Object) Integer.valueOf(processes)
            : processes);
    given.putShown("retries", "--retries", retries);
    given.putShown("heartbeat", "--heartbeat", heartbeatSeconds);
    given.putShown("on_count_mismatch", "--on-count-mismatch", onCountMismatch);
    given.putShown("on_schema_change", "--on-schema-change", onSchemaChange);
    given.putShown("cdc_deletes", "--cdc-deletes", cdcDeletes);
    given.putShown("every", "--every", every);
  }
}
