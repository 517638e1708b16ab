package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How many connector processes read the streams of a connection.
 *
 * <p>One for the whole connection is the protocol's contract and always right. Several are an
 * optimisation for connectors with {@code STREAM} states and without single-use tokens.
 */
@AutoValue
public abstract class ProcessLayout implements Serializable {
  enum Kind {
    CONNECTION,
    STREAM,
    GROUPED
  }

  abstract Kind kind();

  abstract int processes();

  /** One process reads all streams. */
  public static ProcessLayout perConnection() {
    return new AutoValue_ProcessLayout(Kind.CONNECTION, 1);
  }

  /** One process a stream. */
  public static ProcessLayout perStream() {
    return new AutoValue_ProcessLayout(Kind.STREAM, 0);
  }

  /** The streams are dealt out to so many processes. */
  public static ProcessLayout grouped(int processes) {
    if (processes < 1) {
      throw new IllegalArgumentException("grouped(" + processes + "): must be at least 1");
    }
    return new AutoValue_ProcessLayout(Kind.GROUPED, processes);
  }

  /** The streams of each process; no process is without a stream. */
  final List<List<StreamDescriptor>> divide(List<StreamDescriptor> streams) {
    int count =
        switch (kind()) {
          case CONNECTION -> 1;
          case STREAM -> streams.size();
          case GROUPED -> processes();
        };
    List<List<StreamDescriptor>> groups = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      if (i < count) {
        groups.add(new ArrayList<>());
      }
      groups.get(i % count).add(streams.get(i));
    }
    return groups;
  }
}
