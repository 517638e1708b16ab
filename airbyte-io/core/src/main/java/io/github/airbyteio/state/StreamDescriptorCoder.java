package io.github.airbyteio.state;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Encodes the name of a stream, as a part of what other coders encode. */
public final class StreamDescriptorCoder extends AtomicCoder<StreamDescriptor> {
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();

  private StreamDescriptorCoder() {}

  public static StreamDescriptorCoder of() {
    return new StreamDescriptorCoder();
  }

  @Override
  public void encode(StreamDescriptor stream, OutputStream out) throws IOException {
    STRING.encode(stream.namespaceOrEmpty(), out);
    STRING.encode(stream.name(), out);
  }

  @Override
  public StreamDescriptor decode(InputStream in) throws IOException {
    return StreamDescriptor.of(STRING.decode(in), STRING.decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
