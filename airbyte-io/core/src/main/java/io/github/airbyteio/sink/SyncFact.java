package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Something that goes into the report of a sync: exactly one member is not null, or none for the
 * mere start.
 */
@AutoValue
abstract class SyncFact implements Serializable {
  abstract @Nullable ReadEvent event();

  abstract @Nullable CommitReceipt receipt();

  /** A stream of which records were read. */
  abstract @Nullable StreamDescriptor read();

  abstract long records();

  abstract long bytes();

  static SyncFact start() {
    return new AutoValue_SyncFact(null, null, null, 0, 0);
  }

  static SyncFact of(ReadEvent event) {
    return new AutoValue_SyncFact(event, null, null, 0, 0);
  }

  static SyncFact of(CommitReceipt receipt) {
    return new AutoValue_SyncFact(null, receipt, null, 0, 0);
  }

  static SyncFact read(StreamDescriptor stream, long records, long bytes) {
    return new AutoValue_SyncFact(null, null, stream, records, bytes);
  }
}
