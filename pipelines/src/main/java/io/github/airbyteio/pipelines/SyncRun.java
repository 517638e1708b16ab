package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;

/** Runs one sync as a pipeline and shows its progress. */
final class SyncRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TICK = Duration.millis(500);

  private final SyncSettings settings;
  private final ConfiguredCatalog catalog;

  SyncRun(SyncSettings settings, ConfiguredCatalog catalog) {
    this.settings = settings;
    this.catalog = catalog;
  }

  SyncOutcome run(SyncRunner runner, Interruption interruption) {
    Pipeline pipeline = Pipeline.create(runner.options());
    pipeline
        .apply("Read", settings.read(catalog))
        .apply(runner.configure(AirbyteIO.write(settings.sink())));
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
        .apply("Read", settings.read(catalog).withPollInterval(interval))
        .apply(AirbyteIO.write(settings.sink()))
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
}
