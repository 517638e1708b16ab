package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a read tells beside records and states. Holds no secrets. */
@AutoValue
public abstract class ReadEvent implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What an event tells. */
  public enum Kind {
    /**
     * The connector reported a status of the stream: {@code message} is STARTED, RUNNING, COMPLETE
     * or INCOMPLETE.
     */
    STREAM_STATUS,
    /** A TRACE error of the connector, or the end of an attempt that will be tried again. */
    WARNING,
    /** The stream's table has been changed, as the source's schema has. */
    SCHEMA_CHANGED,
    /** The stream has been read to its end. Final. */
    STREAM_SUCCEEDED,
    /**
     * The stream could not be read to its end; what its states cover is still committed. Without a
     * stream: the process failed when all of its streams were complete. Final.
     */
    STREAM_FAILED,
    /** The user stopped the read of the stream. Final. */
    STREAM_INTERRUPTED,
    /** A process has ended for good: nothing more comes of its run. See {@link #end()}. */
    READ_ENDED
  }

  public abstract Kind kind();

  /** The stream it is about, or null when it is about all streams of the process. */
  public abstract @Nullable StreamDescriptor stream();

  public abstract @Nullable String message();

  /** What the user can do, or null. */
  public abstract @Nullable String hint();

  /** Whether the whole process failed, rather than this stream alone. */
  public abstract boolean wholeProcess();

  /** Whether the connector's configuration is to blame. */
  public abstract boolean configError();

  /** The run it belongs to, or null where that is not known. */
  public abstract @Nullable String runId();

  /** For {@code READ_ENDED} only, else null. */
  public abstract @Nullable ReadEnd end();

  public abstract Builder toBuilder();

  /** The same event as one of a run. */
  public final ReadEvent inRun(String runId) {
    return toBuilder().setRunId(runId).build();
  }

  public static ReadEvent of(
      Kind kind, @Nullable StreamDescriptor stream, @Nullable String message) {
    return builder(kind).setStream(stream).setMessage(message).build();
  }

  public static Builder builder(Kind kind) {
    return new AutoValue_ReadEvent.Builder()
        .setKind(kind)
        .setWholeProcess(false)
        .setConfigError(false);
  }

  /** Builds a {@link ReadEvent}. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setKind(Kind kind);

    public abstract Builder setStream(@Nullable StreamDescriptor stream);

    public abstract Builder setMessage(@Nullable String message);

    public abstract Builder setHint(@Nullable String hint);

    public abstract Builder setWholeProcess(boolean wholeProcess);

    public abstract Builder setConfigError(boolean configError);

    public abstract Builder setRunId(@Nullable String runId);

    public abstract Builder setEnd(@Nullable ReadEnd end);

    public abstract ReadEvent build();
  }
}
