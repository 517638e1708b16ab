package io.github.airbyteio.sink;

import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.StreamDescriptorCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Encodes a {@link StagedBlock}. The Direct runner copies all that wait for their commit for each
 * bundle: Java's own serialization took a tenth of a long sync.
 */
final class StagedBlockCoder extends AtomicCoder<StagedBlock> {
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();
  private static final StreamDescriptorCoder STREAM = StreamDescriptorCoder.of();
  private static final Coder<String> OPTIONAL = NullableCoder.of(STRING);
  private static final VarLongCoder LONG = VarLongCoder.of();

  private StagedBlockCoder() {}

  static StagedBlockCoder of() {
    return new StagedBlockCoder();
  }

  @Override
  public void encode(StagedBlock block, OutputStream out) throws IOException {
    STRING.encode(block.id().attempt(), out);
    STREAM.encode(block.id().stream(), out);
    LONG.encode(block.id().index(), out);
    STRING.encode(block.location(), out);
    LONG.encode(block.records(), out);
    LONG.encode(block.recordsNulled(), out);
    LONG.encode(block.recordsFiltered(), out);
    LONG.encode(block.bytes(), out);
    OPTIONAL.encode(block.rejection(), out);
  }

  @Override
  public StagedBlock decode(InputStream in) throws IOException {
    String attempt = STRING.decode(in);
    BlockId id = BlockId.of(attempt, STREAM.decode(in), LONG.decode(in));
    String location = STRING.decode(in);
    long records = LONG.decode(in);
    long nulled = LONG.decode(in);
    long filtered = LONG.decode(in);
    long bytes = LONG.decode(in);
    return StagedBlock.of(id, location, records, nulled, filtered, bytes, OPTIONAL.decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
