package io.github.airbyteio.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;

/**
 * Encodes restrictions, equal ones to equal bytes. A format number stands in front: the restriction
 * of a continuous read outlives the version that wrote it.
 */
final class ReadRestrictionCoder<P extends Position> extends StructuredCoder<ReadRestriction<P>> {
  private static final int FORMAT = 1;
  private static final BooleanCoder BOOLEAN = BooleanCoder.of();

  private final Coder<P> positions;

  private ReadRestrictionCoder(Coder<P> positions) {
    this.positions = positions;
  }

  static <P extends Position> ReadRestrictionCoder<P> of(Coder<P> positions) {
    return new ReadRestrictionCoder<>(positions);
  }

  @Override
  public void encode(ReadRestriction<P> restriction, OutputStream out) throws IOException {
    out.write(FORMAT);
    BOOLEAN.encode(restriction.closed(), out);
    positions.encode(restriction.from(), out);
  }

  @Override
  public ReadRestriction<P> decode(InputStream in) throws IOException {
    int format = in.read();
    if (format != FORMAT) {
      throw new IOException(
          "The restriction of the read has format "
              + format
              + ", known is "
              + FORMAT
              + ": start the pipeline without its savepoint, it continues from the stored states.");
    }
    boolean closed = BOOLEAN.decode(in);
    P from = positions.decode(in);
    return closed ? ReadRestriction.closed(from) : ReadRestriction.open(from);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(positions);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "positions", positions);
  }
}
