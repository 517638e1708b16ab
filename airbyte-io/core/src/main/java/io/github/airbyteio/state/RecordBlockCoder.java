package io.github.airbyteio.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Encodes a {@link RecordBlock}: its lines travel as they are. */
public final class RecordBlockCoder extends AtomicCoder<RecordBlock> {
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();
  private static final StreamDescriptorCoder STREAM = StreamDescriptorCoder.of();
  private static final VarLongCoder LONG = VarLongCoder.of();
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private RecordBlockCoder() {}

  public static RecordBlockCoder of() {
    return new RecordBlockCoder();
  }

  @Override
  public void encode(RecordBlock block, OutputStream out) throws IOException {
    STRING.encode(block.id().attempt(), out);
    STREAM.encode(block.id().stream(), out);
    LONG.encode(block.id().index(), out);
    LONG.encode(block.firstRecordNumber(), out);
    LONG.encode(block.records(), out);
    LONG.encode(block.readRecords(), out);
    LONG.encode(block.readBytes(), out);
    BYTES.encode(block.rawLines(), out);
  }

  @Override
  public RecordBlock decode(InputStream in) throws IOException {
    String attempt = STRING.decode(in);
    BlockId id = BlockId.of(attempt, STREAM.decode(in), LONG.decode(in));
    long firstRecordNumber = LONG.decode(in);
    long records = LONG.decode(in);
    long readRecords = LONG.decode(in);
    long readBytes = LONG.decode(in);
    return RecordBlock.of(id, firstRecordNumber, records, BYTES.decode(in), readRecords, readBytes);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
