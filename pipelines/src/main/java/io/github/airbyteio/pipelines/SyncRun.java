package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;

/** Runs one sync as a pipeline and shows its progress. */
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

  SyncOutcome run(SyncRunner runner, Interruption interruption) {
    Pipeline pipeline = Pipeline.create(runner.options());
    pipeline.apply("Read", read()).apply(runner.configure(AirbyteIO.write(sink)));
    RuntimeException failure = null;
    PipelineResult result = null;
    try (Progress progress = Progress.of(catalog)) {
      PipelineResult started = runner.start(pipeline);
      result = started;
      interruption.andThen(() -> runner.stop(started));
      PipelineResult.State state = null;
      while (state == null || !state.isTerminal()) {
        state = result.waitUntilFinish(TICK);
        progress.show(result.metrics());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    String report = runner.report(result);
    if (report != null) {
      return SyncOutcome.of(parse(report));
    }
    throw runner.explain(result, failure);
  }

  private static JsonNode parse(String report) {
    try {
      return JSON.readTree(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The report is no JSON.", e);
    }
  }

  /** Syncs in rounds until the user stops it; each round is told by the printer. */
  SyncOutcome runEvery(SyncRunner runner, java.time.Duration interval, RoundPrinter printer) {
    Pipeline pipeline = Pipeline.create(runner.options());
    pipeline
        .apply("Read", read().withPollInterval(interval))
        .apply(AirbyteIO.write(sink))
        .apply("PrintRounds", ParDo.of(printer));
    PipelineResult result = runner.start(pipeline);
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
}
