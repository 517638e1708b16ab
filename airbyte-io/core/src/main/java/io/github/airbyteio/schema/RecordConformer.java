package io.github.airbyteio.schema;

import java.io.IOException;

/** Conforms the RECORD lines of one stream to its columns in one pass over their tokens. */
public final class RecordConformer {
  public RecordConformer(StreamSchema schema, ValueLimits limits) {}

  /**
   * Conforms consecutive RECORD messages, each on a line of its own.
   *
   * @throws MalformedRecordException if a line is no RECORD message
   * @throws IOException if the handler throws it
   */
  public ConformCounts conform(byte[] lines, int offset, int length, RowHandler handler)
      throws IOException {
    throw new UnsupportedOperationException("next");
  }
}
