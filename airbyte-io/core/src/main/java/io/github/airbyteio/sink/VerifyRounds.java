package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RunIds;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what is told of each round of a continuous read, and when all of it is there and its last
 * checkpoints are committed, writes and emits the round's report.
 *
 * <p>A round that failed is a report with an error, a warning in the log and a count: the next one
 * tries again. What no further round can mend fails the pipeline: the connector's configuration,
 * and a record that no table may take.
 */
final class VerifyRounds extends DoFn<KV<String, SyncFact>, SyncReport> {
  private static final Logger LOG = LoggerFactory.getLogger(VerifyRounds.class);

  private final List<StreamTarget> targets;
  private final @Nullable ReportFile reportFile;

  @StateId("facts")
  private final StateSpec<BagState<SyncFact>> factsSpec = StateSpecs.bag(SyncFactCoder.of());

  /** How many rounds have ended and are not reported. */
  @StateId("ended")
  private final StateSpec<ValueState<Long>> endedSpec = StateSpecs.value(VarLongCoder.of());

  /** The number of the last round that was reported. */
  @StateId("reported")
  private final StateSpec<ValueState<Long>> reportedSpec = StateSpecs.value(VarLongCoder.of());

  VerifyRounds(List<StreamTarget> targets, @Nullable ReportFile reportFile) {
    this.targets = List.copyOf(targets);
    this.reportFile = reportFile;
  }

  @ProcessElement
  public void process(
      @Element KV<String, SyncFact> element,
      @StateId("facts") BagState<SyncFact> facts,
      @StateId("ended") ValueState<Long> ended,
      @StateId("reported") ValueState<Long> reported,
      OutputReceiver<SyncReport> out)
      throws IOException {
    SyncFact fact = element.getValue();
    if (RunIds.roundOf(fact.runId()) <= orZero(reported.read())) {
      return;
    }
    facts.add(fact);
    long open = orZero(ended.read());
    if (fact.event() != null && fact.event().kind() == ReadEvent.Kind.READ_ENDED) {
      open++;
      ended.write(open);
    }
    if (open > 0) {
      report(facts, ended, reported, out);
    }
  }

  /** Reports the rounds that are complete, in their order. */
  private void report(
      BagState<SyncFact> facts,
      ValueState<Long> ended,
      ValueState<Long> reported,
      OutputReceiver<SyncReport> out)
      throws IOException {
    TreeMap<String, RoundFacts> rounds = new TreeMap<>(Comparator.comparingLong(RunIds::roundOf));
    for (SyncFact fact : facts.read()) {
      rounds.computeIfAbsent(fact.runId(), run -> new RoundFacts()).add(fact);
    }
    boolean any = false;
    while (!rounds.isEmpty() && rounds.firstEntry().getValue().isComplete()) {
      Map.Entry<String, RoundFacts> entry = rounds.pollFirstEntry();
      RoundFacts round = entry.getValue();
      SyncReport report = round.report(targets);
      tell(report, round.isRejected());
      out.output(report);
      reported.write(RunIds.roundOf(entry.getKey()));
      ended.write(orZero(ended.read()) - 1);
      any = true;
    }
    if (any) {
      facts.clear();
      rounds.values().forEach(round -> round.facts().forEach(facts::add));
    }
  }

  private void tell(SyncReport report, boolean rejected) throws IOException {
    if (reportFile != null) {
      reportFile.write(report);
    }
    Metrics.counter("airbyteio", "rounds").inc();
    AirbyteIoException error = report.error();
    if (error == null) {
      return;
    }
    if (rejected || error.category() == Category.CONFIG) {
      throw error;
    }
    if (error.category() != Category.INTERRUPTED) {
      Metrics.counter("airbyteio", "rounds_failed").inc();
      LOG.warn(
          "Round {} failed, the next one tries again: {}",
          report.round().number(),
          error.getMessage());
    }
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
