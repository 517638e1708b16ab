package io.github.airbyteio;

import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.read.PlannedRead;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.state.StateSource;
import io.github.airbyteio.store.StoreStates;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;

/** What follows from the options of a read. */
final class ReadParts {
  private ReadParts() {}

  /**
   * The read of the connection's streams.
   *
   * @throws io.github.airbyteio.protocol.AirbyteIoException if a stream, a field or a mode that was
   *     asked for is not there
   */
  static PlannedRead planned(AirbyteIO.Read read) {
    ConfiguredCatalog catalog = read.connection().resolveCatalog();
    return PlannedRead.of(
        read.connection(),
        catalog,
        states(read, catalog),
        read.layout(),
        read.retryPolicy(),
        read.settings());
  }

  /** Applies it. */
  static ReadResult expand(AirbyteIO.Read read, PlannedRead planned, PBegin begin) {
    Map<StreamDescriptor, RecordShape> shapes = read.transforms().shapes(planned.catalog());
    RecordTimes times =
        read.eventTime() == null ? null : RecordTimes.of(read.eventTime(), planned.catalog());
    PCollectionTuple outputs = planned.expand(begin);
    return new ReadResult(
        begin.getPipeline(),
        planned,
        new RecordOutput(shapes, times, read.errorHandler()),
        planned.blocks(outputs),
        planned.checkpoints(outputs),
        planned.events(outputs));
  }

  /** Where the read finds the states that it continues from. */
  private static StateSource states(AirbyteIO.Read read, ConfiguredCatalog catalog) {
    if (read.stateStore() != null) {
      return new StoreStates(read.stateStore());
    }
    Sink sink = read.stateFrom();
    return sink == null ? StateSource.none() : new SinkStates(sink, targets(read, catalog));
  }

  private static List<StreamTarget> targets(AirbyteIO.Read read, ConfiguredCatalog catalog) {
    return StreamTargets.of(
            read.connection().id(),
            catalog,
            read.transforms(),
            read.connection().schemaChangePolicy())
        .stream()
        .map(target -> target.withCdcDeletes(read.cdcDeletes()))
        .toList();
  }

  /** Shows all options but the connector's config, which may hold secrets. */
  static void display(AirbyteIO.Read read, DisplayData.Builder builder) {
    Sink sink = read.stateFrom();
    builder
        .add(DisplayData.item("connector", read.connection().connector().name()))
        .add(DisplayData.item("connectionId", read.connection().id()))
        .addIfNotNull(DisplayData.item("stateFrom", sink == null ? null : sink.description()))
        .addIfNotNull(
            DisplayData.item(
                "stateStore", read.stateStore() == null ? null : read.stateStore().description()))
        .add(DisplayData.item("processes", read.layout().toString()))
        .add(DisplayData.item("retryPolicy", read.retryPolicy().toString()))
        .add(DisplayData.item("settings", read.settings().toString()))
        .addIfNotNull(
            DisplayData.item(
                "pollInterval",
                read.pollInterval() == null ? null : read.pollInterval().toString()))
        .add(DisplayData.item("cdcDeletes", read.cdcDeletes().name()))
        .addIfNotNull(
            DisplayData.item(
                "eventTime", read.eventTime() == null ? null : read.eventTime().toString()))
        .add(DisplayData.item("transforms", read.transforms().toString()))
        .add(DisplayData.item("errorHandler", read.errorHandler() != null));
  }
}
