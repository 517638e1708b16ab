package io.github.airbyteio.sink;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * After all commits: writes the report, emits it, and then fails the pipeline if a stream has
 * failed.
 */
final class VerifyCompletion extends DoFn<KV<String, Iterable<SyncFact>>, SyncReport> {
  private final List<StreamTarget> targets;
  private final @Nullable ReportFile reportFile;
  private final boolean outcomeAsMetric;

  /**
   * @param outcomeAsMetric whether the report becomes a metric, and a failure is told there alone
   */
  VerifyCompletion(
      List<StreamTarget> targets, @Nullable ReportFile reportFile, boolean outcomeAsMetric) {
    this.targets = List.copyOf(targets);
    this.reportFile = reportFile;
    this.outcomeAsMetric = outcomeAsMetric;
  }

  @ProcessElement
  public void process(@Element KV<String, Iterable<SyncFact>> facts, OutputReceiver<SyncReport> out)
      throws IOException {
    ReportBuilder builder = new ReportBuilder();
    facts.getValue().forEach(builder::add);
    SyncReport report = builder.build(targets);
    if (reportFile != null) {
      reportFile.write(report);
    }
    if (outcomeAsMetric) {
      Metrics.stringSet(SyncReport.METRICS, SyncReport.METRIC).add(report.toJson());
    } else if (report.error() != null) {
      throw report.error();
    }
    if (report.error() == null) {
      out.output(report);
    }
  }
}
