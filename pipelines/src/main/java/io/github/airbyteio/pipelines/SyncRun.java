package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.sink.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;

/** Runs one sync as a pipeline on the Direct runner and shows its progress. */
final class SyncRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TICK = Duration.millis(500);

  private final Connection connection;
  private final ConfiguredCatalog catalog;
  private final RecordTransforms transforms;
  private final Sink sink;
  private final ProcessLayout layout;
  private final RetryPolicy retries;
  private final RecordCountCheck countCheck;
  private final java.time.Duration heartbeat;
  private final CdcDeletes cdcDeletes;

  SyncRun(
      Connection connection,
      ConfiguredCatalog catalog,
      RecordTransforms transforms,
      Sink sink,
      ProcessLayout layout,
      RetryPolicy retries,
      RecordCountCheck countCheck,
      java.time.Duration heartbeat,
      CdcDeletes cdcDeletes) {
    this.connection = connection;
    this.catalog = catalog;
    this.transforms = transforms;
    this.sink = sink;
    this.layout = layout;
    this.retries = retries;
    this.countCheck = countCheck;
    this.heartbeat = heartbeat;
    this.cdcDeletes = cdcDeletes;
  }

  SyncOutcome run() {
    try {
      Path folder = Files.createTempDirectory("airbyteio-report");
      Path report = folder.resolve("report.json");
      try {
        return run(report);
      } finally {
        Files.deleteIfExists(report);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SyncOutcome run(Path reportFile) throws IOException {
    Pipeline pipeline = Pipeline.create(options());
    pipeline.apply("Read", read()).apply(AirbyteIO.write(sink).withReport(reportFile.toString()));
    RuntimeException failure = null;
    PipelineResult result = pipeline.run();
    try (Progress progress = Progress.of(catalog)) {
      PipelineResult.State state = null;
      while (state == null || !state.isTerminal()) {
        state = result.waitUntilFinish(TICK);
        progress.show(result.metrics());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    if (Files.exists(reportFile)) {
      JsonNode report = JSON.readTree(reportFile.toFile());
      return SyncOutcome.of(report);
    }
    if (failure == null) {
      throw new IllegalStateException("The pipeline ended without a report.");
    }
    throw failure;
  }

  /** Syncs in rounds until the user stops it; each round is told by the printer. */
  SyncOutcome runEvery(java.time.Duration interval, RoundPrinter printer) {
    Pipeline pipeline = Pipeline.create(options());
    pipeline
        .apply("Read", read().withPollInterval(interval))
        .apply(AirbyteIO.write(sink))
        .apply("PrintRounds", ParDo.of(printer));
    PipelineResult result = pipeline.run();
    PipelineResult.State state = null;
    while (state == null || !state.isTerminal()) {
      state = result.waitUntilFinish(TICK);
    }
    return Interruption.isUnderWay()
        ? SyncOutcome.failed(Interruption.stopped(null))
        : SyncOutcome.nothing();
  }

  private AirbyteIO.Read read() {
    return AirbyteIO.read(connection)
        .withStateFrom(sink)
        .withTransforms(transforms)
        .withProcesses(layout)
        .withRetryPolicy(retries)
        .withRecordCountCheck(countCheck)
        .withHeartbeat(heartbeat)
        .withCdcDeletes(cdcDeletes);
  }

  /** The Direct runner's checks copy each element: they are for tests. */
  private static DirectOptions options() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setBlockOnRun(false);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return options;
  }
}
