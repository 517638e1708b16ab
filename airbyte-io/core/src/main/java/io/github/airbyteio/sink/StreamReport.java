package io.github.airbyteio.sink;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import java.io.Serializable;
import java.util.List;

/** What a sync has done with one stream. */
@AutoValue
public abstract class StreamReport implements Serializable {
  /** How the read of a stream has ended. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    INTERRUPTED
  }

  public abstract StreamDescriptor stream();

  public abstract WriteMode mode();

  public abstract long recordsRead();

  public abstract long recordsCommitted();

  /** Committed records in which a value was replaced by null. */
  public abstract long recordsNulled();

  /** Records covered by what was committed that a filter or a function has left out. */
  public abstract long recordsFiltered();

  public abstract long bytesRead();

  public abstract Status status();

  /** Whether this sync has stored a state or completed the stream. */
  public abstract boolean stateCommitted();

  /** What was changed in the table because the source's schema has changed, a sentence each. */
  public abstract List<String> schemaChanges();

  static Builder builder() {
    return new AutoValue_StreamReport.Builder();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setStream(StreamDescriptor stream);

    abstract Builder setMode(WriteMode mode);

    abstract Builder setRecordsRead(long value);

    abstract Builder setRecordsCommitted(long value);

    abstract Builder setRecordsNulled(long value);

    abstract Builder setRecordsFiltered(long value);

    abstract Builder setBytesRead(long value);

    abstract Builder setStatus(Status status);

    abstract Builder setStateCommitted(boolean value);

    abstract Builder setSchemaChanges(List<String> changes);

    abstract StreamReport build();
  }
}
