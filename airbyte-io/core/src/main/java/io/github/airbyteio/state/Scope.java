package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a state covers: one stream of a connection, or the whole connection (GLOBAL and LEGACY
 * states).
 */
@AutoValue
public abstract class Scope implements Serializable, Comparable<Scope> {
  private static final long serialVersionUID = 1L;

  public abstract String connectionId();

  /** The stream, or null for the whole connection. */
  public abstract @Nullable StreamDescriptor stream();

  public static Scope stream(String connectionId, StreamDescriptor stream) {
    return new AutoValue_Scope(connectionId, stream);
  }

  public static Scope connection(String connectionId) {
    return new AutoValue_Scope(connectionId, null);
  }

  @Override
  public final int compareTo(Scope other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public final String toString() {
    return stream() == null ? connectionId() : connectionId() + "/" + stream();
  }
}
