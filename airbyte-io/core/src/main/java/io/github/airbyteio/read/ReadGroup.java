package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.util.List;

/** The streams that one process reads in each round of a continuous read. */
@AutoValue
abstract class ReadGroup implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Random: the runs of this group's rounds are named after it. */
  abstract String readId();

  /** In the catalog's order. */
  abstract List<StreamDescriptor> streams();

  static ReadGroup of(String readId, List<StreamDescriptor> streams) {
    return new AutoValue_ReadGroup(readId, List.copyOf(streams));
  }
}
