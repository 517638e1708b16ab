package io.github.airbyteio.pipelines.beam;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.pipelines.OptionValues;
import io.github.airbyteio.pipelines.TargetNotation;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SyncReport;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Moves a connection's streams to a target and commits the states with the records. */
@AutoValue
abstract class Sync extends PTransform<PBegin, PCollection<SyncReport>> {
  abstract ConnectionNotation connection();

  abstract @Nullable String target();

  /** Null: one process. */
  abstract @Nullable String processes();

  static Sync of(
      ConnectionNotation connection, @Nullable String target, @Nullable String processes) {
    return new AutoValue_Sync(connection, target, processes);
  }

  /** What is wrong with the options is said before a connector is launched. */
  @Override
  public PCollection<SyncReport> expand(PBegin begin) {
    String target = Options.require("target", target(), "Name it as duckdb:FILE, say.");
    Sink sink = Options.read("target", () -> TargetNotation.parse(target));
    String processes = processes();
    var layout = OptionValues.processes("processes", processes == null ? "connection" : processes);
    return begin
        .apply(
            "Read",
            AirbyteIO.read(connection().resolve()).withStateFrom(sink).withProcesses(layout))
        .apply(AirbyteIO.write(sink));
  }
}
