package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.CommitPolicy;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.sink.WriteBlocks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;

/** Whole syncs of one stream from a script. */
class ScriptedSyncTest {
  private static final StreamDescriptor S = StreamDescriptor.of("s");

  private static final String BEYOND = "12345678901234567891";

  private final InMemorySink sink =
      new InMemorySink(CommitPolicy.of(Duration.ofDays(1), 64L << 20));

  private static SessionItem records(int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append(line(String.valueOf(i)));
    }
    return new SessionItem.Records(S, to - from, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String line(String value) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"n\":"
        + value
        + "},\"emitted_at\":1}}\n";
  }

  private static SessionItem state(int at) {
    return new SessionItem.State(
        AirbyteState.of(AirbyteState.Kind.STREAM, S, String.valueOf(at)), false);
  }

  private static SessionItem end() {
    return new SessionItem.Succeeded(Set.of(S), Map.of());
  }

  private static List<SessionItem> aStateEachHundredRecords() {
    List<SessionItem> items = new ArrayList<>();
    for (int at = 0; at < 100_000; at += 100) {
      items.add(records(at, at + 100));
      items.add(state(at + 100));
    }
    items.add(end());
    return items;
  }

  @Test
  void manyStatesAreCommittedAtOnce() {
    sync(ScriptedSyncTest::aStateEachHundredRecords, TestCatalogs.incremental("s"));

    assertThat(sink.rows(S)).hasSize(100_000);
    assertThat(sink.committedStates().values())
        .singleElement()
        .satisfies(
            stored -> {
              assertThat(stored.seq()).as("states").isGreaterThanOrEqualTo(1_000);
              assertThat(stored.state().json()).isEqualTo("100000");
            });
    assertThat(sink.commits()).as("transactions for 1,000 states").isEqualTo(1);
  }

  private static List<SessionItem> aKeyBeyondTheSinksIntegers() {
    byte[] bad = line(BEYOND).getBytes(StandardCharsets.UTF_8);
    return List.of(
        records(0, 10),
        state(10),
        new SessionItem.Records(S, 1, bad),
        state(11),
        records(11, 20),
        state(20),
        end());
  }

  @Test
  void aKeyThatCannotBeStoredStopsTheSyncAndWhatWasBeforeStays() {
    ConfiguredStream stream = TestCatalogs.incremental("s").streams().get(0);
    ConfiguredCatalog keyed =
        ConfiguredCatalog.of(
            List.of(
                ConfiguredStream.of(
                    stream.stream(),
                    stream.syncMode(),
                    WriteMode.APPEND_DEDUP,
                    List.of(),
                    List.of(List.of("n")))));

    assertThatThrownBy(() -> sync(ScriptedSyncTest::aKeyBeyondTheSinksIntegers, keyed))
        .rootCause()
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("Stream 's'")
        .hasMessageContaining("'n' is part of its primary key")
        .hasMessageContaining("DESTINATION_FIELD_SIZE_LIMITATION")
        .hasMessageNotContaining(BEYOND);

    assertThat(sink.rows(S)).hasSize(10);
    assertThat(sink.committedStates().values())
        .singleElement()
        .satisfies(stored -> assertThat(stored.state().json()).isEqualTo("10"));
  }

  private void sync(ScriptedSessions.Script script, ConfiguredCatalog catalog) {
    Pipeline pipeline = Pipeline.create();
    List<StreamTarget> targets = StreamTargets.of("c", catalog, SchemaChangePolicy.EVOLVE);
    PlannedRead read =
        PlannedRead.of(
            "c",
            catalog,
            new ScriptedSessions(script),
            new SinkStates(sink, targets),
            ProcessLayout.perConnection(),
            RetryPolicy.none());
    PCollectionTuple outputs = read.expand(PBegin.in(pipeline));
    new WriteBlocks(sink, "c", targets, true, null)
        .expand(read.blocks(outputs), read.checkpoints(outputs), read.events(outputs));
    pipeline.run().waitUntilFinish();
  }
}
