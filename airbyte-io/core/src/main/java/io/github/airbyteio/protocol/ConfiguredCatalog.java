package io.github.airbyteio.protocol;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The streams of one connection, in the catalog's order, each named once. */
@AutoValue
public abstract class ConfiguredCatalog implements Serializable {
  public abstract List<ConfiguredStream> streams();

  /** Returns the stream of that name. */
  public final Optional<ConfiguredStream> stream(StreamDescriptor descriptor) {
    return streams().stream().filter(s -> s.descriptor().equals(descriptor)).findFirst();
  }

  /** Returns a catalog with only the given streams, in this catalog's order. */
  public final ConfiguredCatalog only(Collection<StreamDescriptor> descriptors) {
    return of(streams().stream().filter(s -> descriptors.contains(s.descriptor())).toList());
  }

  /**
   * @throws IllegalArgumentException if a stream is named twice.
   */
  public static ConfiguredCatalog of(List<ConfiguredStream> streams) {
    long distinct = streams.stream().map(ConfiguredStream::descriptor).distinct().count();
    if (distinct != streams.size()) {
      throw new IllegalArgumentException(
          "The catalog names a stream twice: "
              + streams.stream().map(s -> s.descriptor().toString()).toList());
    }
    return new AutoValue_ConfiguredCatalog(List.copyOf(streams));
  }
}
