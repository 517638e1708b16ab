package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.BlockId;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class StagedBlockCoderTest {
  private static final BlockId ID =
      BlockId.of("run/attempt", StreamDescriptor.of("space", "things"), 3);

  @Test
  void allOfABlockIsKept() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        StagedBlockCoder.of(),
        StagedBlock.of(ID, "/some where/é.parquet", 7, 2, 90).withRecordsFiltered(4));
    CoderProperties.coderDecodeEncodeEqual(
        StagedBlockCoder.of(),
        StagedBlock.of(BlockId.of("a", StreamDescriptor.of("things"), 0), "", 0, 0, 0));
  }

  @Test
  void aRejectionIsKept() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        StagedBlockCoder.of(), StagedBlock.rejected(ID, 5, 50, "Line 3 is no RECORD."));
  }
}
