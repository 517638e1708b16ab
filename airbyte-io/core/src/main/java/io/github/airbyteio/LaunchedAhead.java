package io.github.airbyteio;

import io.github.airbyteio.read.PlannedRead;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A read that has begun: nothing of it can be changed. */
final class LaunchedAhead extends PTransform<PBegin, ReadResult> {
  private final transient AirbyteIO.Read read;
  private final transient PlannedRead begun;

  LaunchedAhead(AirbyteIO.Read read, PlannedRead begun) {
    this.read = read;
    this.begun = begun;
  }

  @Override
  public ReadResult expand(PBegin begin) {
    return ReadParts.expand(read, begun, begin);
  }

  @Override
  public void validate(@Nullable PipelineOptions options) {
    read.validate(options);
    RemoteUse.validateLaunchedAhead(options);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    read.populateDisplayData(builder);
  }
}
