package io.github.airbyteio;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.time.Instant;

/** A record as its source emitted it. */
@AutoValue
public abstract class AirbyteRecord implements Serializable {
  public abstract StreamDescriptor stream();

  /** The record's data, a JSON object as the source wrote it. */
  public abstract String data();

  /** When the source emitted it, to the millisecond. */
  public abstract Instant emittedAt();

  static AirbyteRecord of(StreamDescriptor stream, String data, Instant emittedAt) {
    return new AutoValue_AirbyteRecord(stream, data, emittedAt);
  }
}
