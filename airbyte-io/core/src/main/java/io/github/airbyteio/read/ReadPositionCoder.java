package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Encodes positions, equal ones to equal bytes: all maps are sorted. */
final class ReadPositionCoder extends AtomicCoder<ReadPosition> {
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();
  private static final NullableCoder<String> NULLABLE = NullableCoder.of(STRING);
  private static final VarLongCoder LONG = VarLongCoder.of();
  private static final VarIntCoder INT = VarIntCoder.of();
  private static final BooleanCoder BOOLEAN = BooleanCoder.of();

  private ReadPositionCoder() {}

  static ReadPositionCoder of() {
    return new ReadPositionCoder();
  }

  @Override
  public void encode(ReadPosition at, OutputStream out) throws IOException {
    NULLABLE.encode(at.attempt(), out);
    LONG.encode(at.nextOrdinal(), out);
    INT.encode(at.scopes().size(), out);
    for (Map.Entry<Scope, ScopePosition> entry : at.scopes().entrySet()) {
      STRING.encode(entry.getKey().connectionId(), out);
      encodeStream(entry.getKey().stream(), out);
      encodeState(entry.getValue().state(), out);
      LONG.encode(entry.getValue().seq(), out);
      NULLABLE.encode(entry.getValue().token(), out);
    }
    INT.encode(at.streams().size(), out);
    for (Map.Entry<StreamDescriptor, StreamPosition> entry : at.streams().entrySet()) {
      encodeStream(entry.getKey(), out);
      LONG.encode(entry.getValue().covered(), out);
      LONG.encode(entry.getValue().blocks(), out);
      LONG.encode(entry.getValue().records(), out);
    }
    INT.encode(at.failuresWithoutProgress(), out);
    INT.encode(at.failures(), out);
    BOOLEAN.encode(at.progressed(), out);
    BOOLEAN.encode(at.ended(), out);
    LONG.encode(at.notBefore(), out);
  }

  @Override
  public ReadPosition decode(InputStream in) throws IOException {
    String attempt = NULLABLE.decode(in);
    long nextOrdinal = LONG.decode(in);
    SortedMap<Scope, ScopePosition> scopes = new TreeMap<>();
    for (int count = INT.decode(in); count > 0; count--) {
      String connectionId = STRING.decode(in);
      StreamDescriptor stream = decodeStream(in);
      Scope scope =
          stream == null ? Scope.connection(connectionId) : Scope.stream(connectionId, stream);
      scopes.put(scope, ScopePosition.of(decodeState(in), LONG.decode(in), NULLABLE.decode(in)));
    }
    SortedMap<StreamDescriptor, StreamPosition> streams = new TreeMap<>();
    for (int count = INT.decode(in); count > 0; count--) {
      StreamDescriptor stream = decodeStream(in);
      streams.put(stream, StreamPosition.of(LONG.decode(in), LONG.decode(in), LONG.decode(in)));
    }
    return ReadPosition.of(
        attempt,
        nextOrdinal,
        scopes,
        streams,
        INT.decode(in),
        INT.decode(in),
        BOOLEAN.decode(in),
        BOOLEAN.decode(in),
        LONG.decode(in));
  }

  static void encodeStream(@Nullable StreamDescriptor stream, OutputStream out) throws IOException {
    NULLABLE.encode(stream == null ? null : stream.name(), out);
    STRING.encode(stream == null ? "" : stream.namespaceOrEmpty(), out);
  }

  static @Nullable StreamDescriptor decodeStream(InputStream in) throws IOException {
    String name = NULLABLE.decode(in);
    String namespace = STRING.decode(in);
    return name == null ? null : StreamDescriptor.of(namespace, name);
  }

  private static void encodeState(@Nullable AirbyteState state, OutputStream out)
      throws IOException {
    NULLABLE.encode(state == null ? null : state.json(), out);
    if (state != null) {
      STRING.encode(state.kind().name(), out);
      encodeStream(state.stream(), out);
    }
  }

  private static @Nullable AirbyteState decodeState(InputStream in) throws IOException {
    String json = NULLABLE.decode(in);
    if (json == null) {
      return null;
    }
    AirbyteState.Kind kind = AirbyteState.Kind.valueOf(STRING.decode(in));
    return AirbyteState.of(kind, decodeStream(in), json);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
