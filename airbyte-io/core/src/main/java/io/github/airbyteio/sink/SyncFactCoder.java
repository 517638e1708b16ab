package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
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
  private static final BooleanCoder IS_READ = BooleanCoder.of();
  private static final Coder<SyncFact> OTHER = SerializableCoder.of(SyncFact.class);

  private SyncFactCoder() {}

  static SyncFactCoder of() {
    return new SyncFactCoder();
  }

  @Override
  public void encode(SyncFact fact, OutputStream out) throws IOException {
    StreamDescriptor stream = fact.read();
    IS_READ.encode(stream != null, out);
    if (stream == null) {
      OTHER.encode(fact, out);
      return;
    }
    STRING.encode(fact.runId(), out);
    STRING.encode(stream.namespaceOrEmpty(), out);
    STRING.encode(stream.name(), out);
    LONG.encode(fact.records(), out);
    LONG.encode(fact.bytes(), out);
  }

  @Override
  public SyncFact decode(InputStream in) throws IOException {
    if (!IS_READ.decode(in)) {
      return OTHER.decode(in);
    }
    String runId = STRING.decode(in);
    StreamDescriptor stream = StreamDescriptor.of(STRING.decode(in), STRING.decode(in));
    return SyncFact.read(runId, stream, LONG.decode(in), LONG.decode(in));
  }
}
