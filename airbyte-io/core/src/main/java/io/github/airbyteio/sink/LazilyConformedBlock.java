package io.github.airbyteio.sink;

import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.util.Map;

/** Conforms a block's records as they are asked for. */
final class LazilyConformedBlock implements ConformedBlock {
  private final RecordBlock block;
  private final RecordConformer conformer;
  private long recordsFiltered;
  private Map<NulledField, Long> valuesNulled = Map.of();

  LazilyConformedBlock(RecordBlock block, RecordConformer conformer) {
    this.block = block;
    this.conformer = conformer;
  }

  @Override
  public BlockId id() {
    return block.id();
  }

  @Override
  public long firstRecordNumber() {
    return block.firstRecordNumber();
  }

  @Override
  public long bytes() {
    return block.readBytes();
  }

  /** The records that were left out on the way here, or by the last pass over the rows. */
  long recordsFiltered() {
    return block.readRecords() - block.records() + recordsFiltered;
  }

  /** The values that have become null in the last pass over the rows. */
  Map<NulledField, Long> valuesNulled() {
    return valuesNulled;
  }

  @Override
  public ConformCounts forEachRow(RowHandler handler) throws IOException {
    ConformCounts counts = conformer.conform(block.rawLines(), 0, block.bytes(), handler);
    recordsFiltered = counts.recordsFiltered();
    valuesNulled = counts.valuesNulled();
    return counts;
  }
}
