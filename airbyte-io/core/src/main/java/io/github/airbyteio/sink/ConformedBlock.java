package io.github.airbyteio.sink;

import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;

/** A block of records as its sink is to store them. */
public interface ConformedBlock {
  BlockId id();

  /**
   * The number of the block's first record among those its stream has emitted in this sync; it
   * orders rows that arrived later behind earlier ones, over attempts too.
   */
  long firstRecordNumber();

  /** The size of the block as the connector wrote it. */
  long bytes();

  /** Conforms the records, one after another, and hands them over. May be called more than once. */
  ConformCounts forEachRow(RowHandler handler) throws IOException;

  /** The block's records, conformed as they are asked for. The conformer is used by one thread. */
  static ConformedBlock of(RecordBlock block, RecordConformer conformer) {
    return new LazilyConformedBlock(block, conformer);
  }
}
