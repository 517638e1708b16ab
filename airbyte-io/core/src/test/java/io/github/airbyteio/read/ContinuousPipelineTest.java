package io.github.airbyteio.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.Reports;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamReport;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.sink.SyncReport;
import io.github.airbyteio.sink.WriteBlocks;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Continuous reads into a sink on the Direct runner, its enforcements on. */
class ContinuousPipelineTest {
  private static final StreamDescriptor A = StreamDescriptor.of("a");
  private static final StreamDescriptor B = StreamDescriptor.of("b");
  private static final int RECORDS = 150;
  private static final RetryPolicy RETRIES = RetryPolicy.none();

  private final InMemorySink sink = new InMemorySink();
  private final Reports reports = new Reports();
  private PipelineResult running;

  @AfterEach
  void stop() throws IOException {
    if (running != null && !running.getState().isTerminal()) {
      running.cancel();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "GLOBAL"})
  void eachRoundContinuesFromTheStatesOfTheLastOne(AirbyteState.Kind kind) throws Exception {
    start(FakeSessions.of(31, RECORDS, kind), incremental(), ProcessLayout.perConnection());

    for (int round = 1; round <= 3; round++) {
      SyncReport report = reports.next();
      assertThat(report.error()).isNull();
      assertThat(report.round().number()).isEqualTo(round);
      assertThat(report.streams())
          .allSatisfy(
              stream -> {
                assertThat(stream.status()).isEqualTo(StreamReport.Status.SUCCEEDED);
                assertThat(stream.recordsRead()).isEqualTo(RECORDS);
                assertThat(stream.recordsCommitted()).isEqualTo(RECORDS);
              });
    }

    assertWithoutGapOrRepetition(3 * RECORDS);
  }

  @Test
  void aRoundThatFailsIsToldAndTheNextOneMakesUpForIt() throws Exception {
    start(
        FakeSessions.of(32, RECORDS, AirbyteState.Kind.STREAM).failingIn(2, 20),
        incremental(),
        ProcessLayout.perConnection());

    assertThat(reports.next().error()).isNull();
    SyncReport failed = reports.next();
    assertThat(failed.error()).hasMessageContaining("it broke");
    assertThat(failed.streams())
        .extracting(StreamReport::status)
        .containsOnly(StreamReport.Status.FAILED);
    SyncReport next = reports.next();
    assertThat(next.error()).isNull();
    assertThat(next.streams())
        .allSatisfy(
            stream -> assertThat(stream.recordsRead()).isBetween(1L + RECORDS, 2L * RECORDS));

    assertWithoutGapOrRepetition(3 * RECORDS);
  }

  @Test
  void processesKeepTheirOwnPace() throws Exception {
    start(
        FakeSessions.of(33, RECORDS, AirbyteState.Kind.STREAM),
        incremental(),
        ProcessLayout.perStream());

    Map<StreamDescriptor, Long> rounds = new HashMap<>();
    while (rounds.getOrDefault(A, 0L) < 3 || rounds.getOrDefault(B, 0L) < 3) {
      SyncReport report = reports.next();
      assertThat(report.error()).isNull();
      StreamReport stream = report.streams().get(0);
      assertThat(report.streams()).hasSize(1);
      assertThat(report.round().number()).isEqualTo(rounds.merge(stream.stream(), 1L, Long::sum));
    }

    assertWithoutGapOrRepetition(3 * RECORDS);
  }

  @Test
  void eachRoundOfAFullRefreshReplacesTheTable() throws Exception {
    start(
        FakeSessions.of(34, RECORDS, AirbyteState.Kind.STREAM),
        TestCatalogs.of(SyncMode.FULL_REFRESH, WriteMode.OVERWRITE, false, "a"),
        ProcessLayout.perConnection());

    for (int round = 1; round <= 3; round++) {
      SyncReport report = reports.next();
      assertThat(report.error()).isNull();
      assertThat(report.streams().get(0).recordsCommitted()).isEqualTo((long) round * RECORDS);
    }

    assertThat(sink.rows(A)).isEqualTo(numbers(sink.rows(A).size()));
  }

  @Test
  void aConfigurationThatIsToBlameFailsThePipeline() {
    ScriptedSessions wrong =
        new ScriptedSessions(
            () ->
                List.of(
                    new SessionItem.Failed(
                        "The password is wrong.", null, null, false, true, Set.of())));

    assertThatThrownBy(
            () -> {
              start(wrong, incremental(), ProcessLayout.perConnection());
              running.waitUntilFinish();
            })
        .rootCause()
        .hasMessageContaining("The password is wrong.");
  }

  @Test
  void aRecordThatNoTableMayTakeFailsThePipeline() {
    ScriptedSessions broken =
        new ScriptedSessions(
            () ->
                List.of(
                    new SessionItem.Records(A, 1, "{\"type\":\"RECORD\", broken\n".getBytes(UTF_8)),
                    new SessionItem.Succeeded(Set.of(A), Map.of())));

    assertThatThrownBy(
            () -> {
              start(broken, TestCatalogs.incremental("a"), ProcessLayout.perConnection());
              running.waitUntilFinish();
            })
        .rootCause()
        .hasMessageContaining("a line that begins like a record");
  }

  @Test
  void aCommitThatIsRefusedFailsThePipeline() {
    assertThatThrownBy(
            () -> {
              start(
                  FakeSessions.of(35, RECORDS, AirbyteState.Kind.STREAM),
                  incremental(),
                  ProcessLayout.perConnection());
              assertThat(reports.next().error()).isNull();
              sink.failBy(
                  step -> {
                    throw new IOException("the sink broke");
                  });
              running.waitUntilFinish();
            })
        .rootCause()
        .hasMessageContaining("the sink broke");
  }

  private static ConfiguredCatalog incremental() {
    return TestCatalogs.incremental("a", "b");
  }

  /** The read goes on while this looks. */
  private void assertWithoutGapOrRepetition(int atLeast) {
    for (StreamDescriptor stream : List.of(A, B)) {
      List<String> rows = sink.rows(stream);
      assertThat(rows).hasSizeGreaterThanOrEqualTo(atLeast).isEqualTo(numbers(rows.size()));
    }
  }

  private static List<String> numbers(int to) {
    return IntStream.range(0, to).mapToObj(String::valueOf).toList();
  }

  private void start(SessionFactory sessions, ConfiguredCatalog catalog, ProcessLayout layout) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    List<StreamTarget> targets = StreamTargets.of("numbers", catalog, SchemaChangePolicy.EVOLVE);
    PlannedRead read =
        PlannedRead.of("numbers", catalog, sessions, new SinkStates(sink, targets), layout, RETRIES)
            .continuously(Duration.millis(1));
    PCollectionTuple outputs = read.expand(PBegin.in(pipeline));
    new WriteBlocks(sink, "numbers", targets, read.isOneProcess(), null)
        .expand(read.blocks(outputs), read.checkpoints(outputs), read.events(outputs))
        .apply(ParDo.of(reports.collector()));
    running = pipeline.run();
  }
}
