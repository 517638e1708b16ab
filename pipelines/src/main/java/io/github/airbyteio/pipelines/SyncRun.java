package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.pipelines.run.RecordedRun;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one sync as a pipeline and shows its progress. */
final class SyncRun {
  private static final Logger LOG = LoggerFactory.getLogger(SyncRun.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TICK = Duration.millis(500);

  private final SyncSettings settings;
  private final ConfiguredCatalog catalog;
  private final RecordedRun recorded;

  SyncRun(SyncSettings settings, ConfiguredCatalog catalog, RecordedRun recorded) {
    this.settings = settings;
    this.catalog = catalog;
    this.recorded = recorded;
  }

  SyncOutcome run(SyncRunner runner, Interruption interruption) {
    PTransform<PBegin, ReadResult> read =
        settings.runner().isDirect() ? read().launchedAhead() : read();
    Pipeline pipeline = Pipeline.create(runner.options());
    pipeline.apply("Read", read).apply(runner.configure(AirbyteIO.write(settings.sink())));
    RuntimeException failure = null;
    PipelineResult result = null;
    try {
      startRecord();
      PipelineResult started = runner.start(pipeline);
      result = started;
      interruption.andThen(() -> runner.stop(started));
      PipelineResult.State state = null;
      while (state == null || !state.isTerminal()) {
        state = result.waitUntilFinish(TICK);
        recorded.observe(result.metrics());
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      observeEnd(result);
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
        .apply(AirbyteIO.write(settings.sink()))
        .apply("PrintRounds", ParDo.of(printer));
    PipelineResult result = runner.start(pipeline);
    PipelineResult.State state = null;
    startRecord();
    try {
      while (state == null || !state.isTerminal()) {
        state = result.waitUntilFinish(TICK);
        recorded.observe(result.metrics());
      }
    } finally {
      observeEnd(result);
    }
    return Interruption.isUnderWay()
        ? SyncOutcome.failed(Interruption.stopped(null))
        : SyncOutcome.nothing();
  }

  /** What the connector says is kept in the run's folder, where that is within reach. */
  private AirbyteIO.Read read() {
    AirbyteIO.Read read = settings.read(catalog);
    if (settings.runner().isInThisProcess()) {
      return read.withConnectorLog(recorded.connectorLog().toString());
    }
    recorded.logIsWith("the workers of Flink, " + settings.runner().flinkMaster());
    return read;
  }

  /**
   * A pipeline of this process that fails is not waited for to its end: the last numbers are asked
   * for here. A cluster that has lost a job would be asked for a minute.
   */
  private void observeEnd(@Nullable PipelineResult result) {
    try {
      if (result != null && settings.runner().isInThisProcess()) {
        recorded.observe(result.metrics());
      }
    } catch (RuntimeException e) {
      LOG.debug("The last metrics are not to be had", e); // The job is lost, say.
    } finally {
      recorded.stop();
    }
  }

  private void startRecord() {
    recorded.start(
        catalog.streams().stream().map(stream -> stream.descriptor().toString()).toList());
  }
}
