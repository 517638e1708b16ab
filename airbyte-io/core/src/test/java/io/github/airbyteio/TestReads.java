package io.github.airbyteio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.read.PlannedRead;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.ReadSettings;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RecordBlockCoder;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.StoreStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Results of reads without a connector: of the stream {@code users}, with given lines. */
final class TestReads {
  static final StreamDescriptor USERS = StreamDescriptor.of("users");

  /** The time at which {@link #record} says that a record was emitted. */
  static final long EMITTED_AT = 1_700_000_000_000L;

  private TestReads() {}

  static String record(String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":"
        + data
        + ",\"emitted_at\":"
        + EMITTED_AT
        + "}}";
  }

  static ConfiguredCatalog catalog(String properties, String... cursor) {
    String json =
        "{\"name\":\"users\",\"supported_sync_modes\":[\"incremental\"],\"is_resumable\":true,"
            + "\"json_schema\":{\"type\":\"object\",\"properties\":"
            + properties
            + "}}";
    try {
      AirbyteStream stream = AirbyteStream.fromJson((ObjectNode) new ObjectMapper().readTree(json));
      return ConfiguredCatalog.of(
          List.of(
              ConfiguredStream.of(
                  stream, SyncMode.INCREMENTAL, WriteMode.APPEND, List.of(cursor), List.of())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PCollection<RecordBlock> blocks(Pipeline pipeline, String... lines) {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return pipeline.apply(
        "Blocks",
        Create.of(RecordBlock.of(BlockId.of("attempt", USERS, 0), 0, lines.length, bytes))
            .withCoder(RecordBlockCoder.of()));
  }

  static ReadResult of(
      PCollection<RecordBlock> blocks,
      ConfiguredCatalog catalog,
      RecordTransforms transforms,
      @Nullable EventTime eventTime,
      @Nullable ErrorHandler<BadRecord, ?> handler) {
    Pipeline pipeline = blocks.getPipeline();
    return new ReadResult(
        pipeline,
        planned(catalog, StateSource.none()),
        new RecordOutput(
            transforms.shapes(catalog),
            eventTime == null ? null : RecordTimes.of(eventTime, catalog),
            handler),
        blocks,
        pipeline.apply("Checkpoints", Create.empty(SerializableCoder.of(Checkpoint.class))),
        pipeline.apply("Events", Create.empty(SerializableCoder.of(ReadEvent.class))));
  }

  /** A read with given states, for what is done with these. */
  static ReadResult of(
      ConnectionStateStore store,
      PCollection<Checkpoint> checkpoints,
      PCollection<ReadEvent> events,
      @Nullable EventTime eventTime) {
    ConfiguredCatalog catalog = catalog("{\"id\":{\"type\":\"integer\"}}");
    return new ReadResult(
        checkpoints.getPipeline(),
        planned(catalog, new StoreStates(store)),
        new RecordOutput(
            RecordTransforms.none().shapes(catalog),
            eventTime == null ? null : RecordTimes.of(eventTime, catalog),
            null),
        blocks(checkpoints.getPipeline(), record("{\"id\":1}")),
        checkpoints,
        events);
  }

  private static PlannedRead planned(ConfiguredCatalog catalog, StateSource states) {
    return PlannedRead.of(
        Connection.of(Connector.executable("none")).withId("numbers"),
        catalog,
        states,
        ProcessLayout.perConnection(),
        RetryPolicy.standard(),
        ReadSettings.standard());
  }

  static String[] records(String... data) {
    return Arrays.stream(data).map(TestReads::record).toArray(String[]::new);
  }
}
