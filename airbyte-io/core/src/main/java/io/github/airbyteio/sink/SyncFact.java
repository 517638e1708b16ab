package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Something that goes into the report of a sync: one of event, receipt and read stream is not null,
 * or none for the mere start.
 */
@AutoValue
abstract class SyncFact implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The run it belongs to; empty where that is not known. */
  abstract String runId();

  abstract @Nullable ReadEvent event();

  /** Whether the event tells that a block can never be committed. */
  abstract boolean rejection();

  abstract @Nullable CommitReceipt receipt();

  /** A stream of which records were read. */
  abstract @Nullable StreamDescriptor read();

  abstract long records();

  abstract long bytes();

  static SyncFact start() {
    return new AutoValue_SyncFact("", null, false, null, null, 0, 0);
  }

  static SyncFact of(ReadEvent event) {
    return new AutoValue_SyncFact(runOf(event), event, false, null, null, 0, 0);
  }

  static SyncFact rejected(ReadEvent event) {
    return new AutoValue_SyncFact(runOf(event), event, true, null, null, 0, 0);
  }

  static SyncFact of(CommitReceipt receipt) {
    return new AutoValue_SyncFact(receipt.runId(), null, false, receipt, null, 0, 0);
  }

  /** So much was read, whatever became of the records later. */
  static SyncFact read(String runId, StreamDescriptor stream, long records, long bytes) {
    return new AutoValue_SyncFact(runId, null, false, null, stream, records, bytes);
  }

  private static String runOf(ReadEvent event) {
    return event.runId() == null ? "" : event.runId();
  }
}
