package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a process says at its end: by it others know whether they have seen all of its run. */
@AutoValue
public abstract class ReadEnd implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The token of the last checkpoint of each scope that the run has moved. */
  public abstract Map<Scope, String> finalTokens();

  /**
   * The records that were read of each stream of the process, those of failed attempts included.
   */
  public abstract Map<StreamDescriptor, Long> recordsRead();

  /** When the round began, or null in a bounded read. */
  public abstract @Nullable Instant begun();

  /** When the next round begins at the earliest, or null in a bounded read. */
  public abstract @Nullable Instant next();

  public static ReadEnd of(
      Map<Scope, String> finalTokens, Map<StreamDescriptor, Long> recordsRead) {
    return new AutoValue_ReadEnd(Map.copyOf(finalTokens), Map.copyOf(recordsRead), null, null);
  }

  /** The end of a round. */
  public final ReadEnd ofRound(Instant begun, Instant next) {
    return new AutoValue_ReadEnd(finalTokens(), recordsRead(), begun, next);
  }
}
