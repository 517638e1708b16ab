package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEnd;
import java.util.Set;
import org.apache.beam.sdk.values.TupleTag;

/** What a reader may do with its runner: claim a position, then output what stands before it. */
interface ReadBundle {
  /** Returns false when the runner has cut the read: then nothing may be output any more. */
  boolean claim(ReadPosition next);

  /**
   * Claims the end of the task.
   *
   * @param complete the streams that were read to their end
   */
  boolean claimEnd(ReadPosition end, Set<StreamDescriptor> complete);

  /** Outputs what was claimed. */
  <T> void output(TupleTag<T> tag, T value);

  /** The end as the bundle's kind of read tells it. */
  ReadEnd told(ReadEnd end);
}
