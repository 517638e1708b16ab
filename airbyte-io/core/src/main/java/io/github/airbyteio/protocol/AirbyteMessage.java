package io.github.airbyteio.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A message of a connector, or what its stdout holds beside messages. */
public sealed interface AirbyteMessage {
  /** A record as one line, as the connector wrote it. */
  record Record(StreamDescriptor stream, byte[] json) implements AirbyteMessage {}

  /**
   * A state.
   *
   * @param clears whether the source has no position any more: its stored state is to be forgotten
   * @param recordCount the source's own count of records since the state before, where it sends one
   */
  record State(AirbyteState state, boolean clears, OptionalDouble recordCount)
      implements AirbyteMessage {}

  record Log(String level, String message) implements AirbyteMessage {}

  record Spec(ObjectNode spec) implements AirbyteMessage {}

  record ConnectionStatus(boolean succeeded, @Nullable String message) implements AirbyteMessage {}

  record Catalog(AirbyteCatalog catalog) implements AirbyteMessage {}

  /** Whose fault a failure is. */
  enum FailureType {
    SYSTEM_ERROR,
    CONFIG_ERROR,
    TRANSIENT_ERROR
  }

  record TraceError(
      String message,
      @Nullable String internalMessage,
      @Nullable String stackTrace,
      FailureType failureType,
      @Nullable StreamDescriptor stream)
      implements AirbyteMessage {}

  /** The life of a stream in one read. */
  enum Status {
    STARTED,
    RUNNING,
    COMPLETE,
    INCOMPLETE
  }

  /**
   * A stream's status.
   *
   * @param rateLimit whether the source waits for its quota, or null
   */
  record StreamStatus(StreamDescriptor stream, Status status, @Nullable RateLimit rateLimit)
      implements AirbyteMessage {}

  /**
   * A quota of the source is used up.
   *
   * @param quotaResetMillis when it is filled again, in milliseconds since the epoch, or null: the
   *     source does not say
   */
  record RateLimit(@Nullable Long quotaResetMillis) {}

  /** A new configuration of the connector. */
  record Control(ObjectNode config) implements AirbyteMessage {}

  /** Text that is no message. */
  record Noise(String text) implements AirbyteMessage {}

  /**
   * A line that begins like a RECORD or STATE and is none: data is lost with it.
   *
   * @param reason why, without any data of the line
   */
  record Garbled(String reason) implements AirbyteMessage {}

  /** A message of a type that is not used. */
  record Ignored(String type) implements AirbyteMessage {}
}
