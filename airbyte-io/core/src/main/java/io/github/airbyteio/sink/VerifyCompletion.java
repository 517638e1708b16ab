package io.github.airbyteio.sink;

import java.io.IOException;
import java.util.List;
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

  VerifyCompletion(List<StreamTarget> targets, @Nullable ReportFile reportFile) {
    this.targets = List.copyOf(targets);
    this.reportFile = reportFile;
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
    if (report.error() != null) {
      throw report.error();
    }
    out.output(report);
  }
}
