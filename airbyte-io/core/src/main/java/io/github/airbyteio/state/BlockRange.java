package io.github.airbyteio.state;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** Blocks of one stream in one attempt: from the first index, inclusive, to the last, exclusive. */
@AutoValue
public abstract class BlockRange implements Serializable {
  private static final long serialVersionUID = 1L;

  public abstract long from();

  public abstract long to();

  public static BlockRange of(long from, long to) {
    return new AutoValue_BlockRange(from, to);
  }
}
