package io.github.airbyteio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RecordBlockCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Implements {@link AirbyteIO#mapRecords}: each block becomes one block of the same identity. */
final class MapRecords extends PTransform<ReadResult, ReadResult> {
  private final SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function;

  MapRecords(SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function) {
    this.function = function;
  }

  @Override
  public ReadResult expand(ReadResult read) {
    return read.withBlocks(
        read.blocks()
            .apply("Blocks", ParDo.of(new MapBlock(function)))
            .setCoder(RecordBlockCoder.of()));
  }

  private static final class MapBlock extends DoFn<RecordBlock, RecordBlock> {
    private final SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function;

    MapBlock(SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function) {
      this.function = function;
    }

    @ProcessElement
    public void process(@Element RecordBlock block, OutputReceiver<RecordBlock> out) {
      out.output(new BlockMapper(block, function).map());
    }
  }
}
