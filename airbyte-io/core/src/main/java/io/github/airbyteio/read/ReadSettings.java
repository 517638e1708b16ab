package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How a connector's output is read. */
@AutoValue
public abstract class ReadSettings implements Serializable {
  /** What follows when the source's own count of records does not agree. */
  public abstract RecordCountCheck recordCountCheck();

  /** How long a source may send neither record nor state. */
  public abstract Duration heartbeat();

  /** How often states are passed on at most; zero: each one. */
  public abstract Duration checkpointInterval();

  /** The file to which what the connector says is appended, where it is launched; or null. */
  public abstract @Nullable String logFile();

  public abstract Builder toBuilder();

  /** Warnings, the three hours that Airbyte gives, a second. */
  public static ReadSettings standard() {
    return new AutoValue_ReadSettings.Builder()
        .setRecordCountCheck(RecordCountCheck.WARN)
        .setHeartbeat(Duration.ofHours(3))
        .setCheckpointInterval(Duration.ofSeconds(1))
        .build();
  }

  /** Makes settings. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setRecordCountCheck(RecordCountCheck check);

    public abstract Builder setHeartbeat(Duration heartbeat);

    public abstract Builder setCheckpointInterval(Duration interval);

    public abstract Builder setLogFile(@Nullable String file);

    public abstract ReadSettings build();
  }
}
