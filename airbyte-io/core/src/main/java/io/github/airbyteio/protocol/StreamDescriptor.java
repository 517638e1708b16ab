package io.github.airbyteio.protocol;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Comparator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Names a stream: Airbyte's {@code StreamDescriptor}. A null, empty and absent namespace are equal.
 */
@AutoValue
public abstract class StreamDescriptor implements Serializable, Comparable<StreamDescriptor> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<StreamDescriptor> ORDER =
      Comparator.comparing(StreamDescriptor::namespaceOrEmpty)
          .thenComparing(StreamDescriptor::name);

  /** The source's namespace (a database schema, say), or null. Never empty. */
  public abstract @Nullable String namespace();

  public abstract String name();

  public static StreamDescriptor of(String name) {
    return of(null, name);
  }

  public static StreamDescriptor of(@Nullable String namespace, String name) {
    return new AutoValue_StreamDescriptor(
        namespace == null || namespace.isEmpty() ? null : namespace, name);
  }

  /** The namespace, or the empty string when there is none: for keys and order. */
  public final String namespaceOrEmpty() {
    return namespace() == null ? "" : namespace();
  }

  @Override
  public final int compareTo(StreamDescriptor other) {
    return ORDER.compare(this, other);
  }

  /** {@code namespace.name}, or the name alone: as users and messages name a stream. */
  @Override
  public final String toString() {
    return namespace() == null ? name() : namespace() + "." + name();
  }
}
