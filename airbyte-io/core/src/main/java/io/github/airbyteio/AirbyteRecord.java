package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.time.Instant;

/** A record as its source emitted it. */
@AutoValue
public abstract class AirbyteRecord implements Serializable {
  private static final ObjectMapper JSON = ProtocolJson.mapper();

  public abstract StreamDescriptor stream();

  /** The record's data, a JSON object as the source wrote it. */
  public abstract String data();

  /**
   * A fresh tree of the data, with all digits of its numbers. It may be changed without an effect
   * on this record.
   */
  public final ObjectNode json() {
    try {
      return (ObjectNode) JSON.readTree(data());
    } catch (JsonProcessingException e) {
      // The parser's own message could quote the record.
      throw new IllegalStateException("The data of a record of '" + stream() + "' is no JSON.");
    }
  }

  /** When the source emitted it, to the millisecond. */
  public abstract Instant emittedAt();

  static AirbyteRecord of(StreamDescriptor stream, String data, Instant emittedAt) {
    return new AutoValue_AirbyteRecord(stream, data, emittedAt);
  }
}
