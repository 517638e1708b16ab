package io.github.airbyteio.protocol;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connector's state, as it is stored and handed back: the {@code state} member of a STATE
 * message, without the bookkeeping of one run ({@code sourceStats}, {@code destinationStats},
 * {@code id}, {@code partition_id}).
 */
@AutoValue
public abstract class AirbyteState implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The kinds of state a source may send; {@code LEGACY} when a STATE names no type. */
  public enum Kind {
    STREAM,
    GLOBAL,
    LEGACY
  }

  public abstract Kind kind();

  /** The stream of a {@code STREAM} state; null for the other kinds. */
  public abstract @Nullable StreamDescriptor stream();

  /**
   * The state as JSON text: unknown fields, key order and the digits of numbers are the source's.
   */
  public abstract String json();

  public static AirbyteState of(Kind kind, @Nullable StreamDescriptor stream, String json) {
    if ((kind == Kind.STREAM) != (stream != null)) {
      throw new IllegalArgumentException("A STREAM state names its stream, others do not: " + kind);
    }
    return new AutoValue_AirbyteState(kind, stream, json);
  }
}
