package io.github.airbyteio.pipelines.beam;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.pipelines.OptionValues;
import io.github.airbyteio.pipelines.PollInterval;
import io.github.airbyteio.pipelines.TargetNotation;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SyncReport;
import java.time.Duration;
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

  abstract TransformNotation transforms();

  /** Null: one sync, which ends. */
  abstract @Nullable String pollInterval();

  static Builder builder() {
    return new AutoValue_Sync.Builder().setTransforms(TransformNotation.builder().build());
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setConnection(ConnectionNotation connection);

    abstract Builder setTarget(@Nullable String target);

    abstract Builder setProcesses(@Nullable String processes);

    abstract Builder setTransforms(TransformNotation transforms);

    abstract Builder setPollInterval(@Nullable String pollInterval);

    abstract Sync build();
  }

  /** What is wrong with the options is said before a connector is launched. */
  @Override
  public PCollection<SyncReport> expand(PBegin begin) {
    String target = Options.require("target", target(), "Name it as duckdb:FILE, say.");
    Sink sink = Options.read("target", () -> TargetNotation.parse(target));
    String processes = processes();
    var layout = OptionValues.processes("processes", processes == null ? "connection" : processes);
    String interval = pollInterval();
    Duration between =
        interval == null || interval.isBlank()
            ? null
            : PollInterval.parse("poll_interval", interval);
    AirbyteIO.Read read =
        AirbyteIO.read(connection().resolve())
            .withStateFrom(sink)
            .withProcesses(layout)
            .withTransforms(transforms().resolve());
    return begin
        .apply("Read", between == null ? read : read.withPollInterval(between))
        .apply(AirbyteIO.write(sink));
  }
}
