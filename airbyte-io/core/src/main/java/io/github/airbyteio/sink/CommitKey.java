package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which committer receives something.
 *
 * @param byConnection whether one committer sees all streams, as a state of the whole connection
 *     needs it
 */
record CommitKey(boolean byConnection) implements Serializable {
  private static final String CONNECTION = "connection";

  /**
   * @param stream null: of the whole connection
   */
  KV<String, CommitInput> keyed(@Nullable StreamDescriptor stream, CommitInput input) {
    return KV.of(
        byConnection || stream == null
            ? CONNECTION
            : "stream " + stream.namespaceOrEmpty() + "\u0000" + stream.name(),
        input);
  }
}
