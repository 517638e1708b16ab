package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.StreamDescriptorCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Encodes a {@link SyncFact}. The Direct runner copies all that wait for the report for each
 * bundle: what was read, of which there is one a bundle, is encoded without Java's own
 * serialization.
 */
final class SyncFactCoder extends AtomicCoder<SyncFact> {
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();
  private static final VarLongCoder LONG = VarLongCoder.of();

  /** Null: it is a fact of another kind. */
  private static final Coder<StreamDescriptor> READ = NullableCoder.of(StreamDescriptorCoder.of());

  private static final Coder<SyncFact> OTHER = SerializableCoder.of(SyncFact.class);

  private SyncFactCoder() {}

  static SyncFactCoder of() {
    return new SyncFactCoder();
  }

  @Override
  public void encode(SyncFact fact, OutputStream out) throws IOException {
    StreamDescriptor stream = fact.read();
    READ.encode(stream, out);
    if (stream == null) {
      OTHER.encode(fact, out);
    } else {
      STRING.encode(fact.runId(), out);
      LONG.encode(fact.records(), out);
      LONG.encode(fact.bytes(), out);
    }
  }

  @Override
  public SyncFact decode(InputStream in) throws IOException {
    StreamDescriptor stream = READ.decode(in);
    return stream == null
        ? OTHER.decode(in)
        : SyncFact.read(STRING.decode(in), stream, LONG.decode(in), LONG.decode(in));
  }
}
