package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;

/** Names a block: the {@code index}-th of its stream in its attempt, counted from 0. */
@AutoValue
public abstract class BlockId implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The id of the connector process that wrote the block; it begins with that of its run. */
  public abstract String attempt();

  public abstract StreamDescriptor stream();

  public abstract long index();

  public static BlockId of(String attempt, StreamDescriptor stream, long index) {
    return new AutoValue_BlockId(attempt, stream, index);
  }
}
