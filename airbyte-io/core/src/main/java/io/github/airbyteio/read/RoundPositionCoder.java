package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Encodes positions of continuous reads, equal ones to equal bytes. */
final class RoundPositionCoder extends AtomicCoder<RoundPosition> {
  private static final ReadPositionCoder POSITION = ReadPositionCoder.of();
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();
  private static final NullableCoder<String> NULLABLE = NullableCoder.of(STRING);
  private static final VarLongCoder LONG = VarLongCoder.of();
  private static final VarIntCoder INT = VarIntCoder.of();
  private static final BooleanCoder BOOLEAN = BooleanCoder.of();

  private RoundPositionCoder() {}

  static RoundPositionCoder of() {
    return new RoundPositionCoder();
  }

  @Override
  public void encode(RoundPosition position, OutputStream out) throws IOException {
    ReadTask task = position.task();
    BOOLEAN.encode(task != null, out);
    if (task != null) {
      encodeTask(task, out);
    }
    POSITION.encode(position.at(), out);
    encodeStreams(position.complete(), out);
    LONG.encode(position.begunMillis(), out);
    BOOLEAN.encode(position.settled(), out);
    BOOLEAN.encode(position.last(), out);
    BOOLEAN.encode(position.ended(), out);
  }

  @Override
  public RoundPosition decode(InputStream in) throws IOException {
    return RoundPosition.START.toBuilder()
        .setTask(BOOLEAN.decode(in) ? decodeTask(in) : null)
        .setAt(POSITION.decode(in))
        .setComplete(Collections.unmodifiableSortedSet(new TreeSet<>(decodeStreams(in))))
        .setBegunMillis(LONG.decode(in))
        .setSettled(BOOLEAN.decode(in))
        .setLast(BOOLEAN.decode(in))
        .setEnded(BOOLEAN.decode(in))
        .build();
  }

  private static void encodeTask(ReadTask task, OutputStream out) throws IOException {
    STRING.encode(task.connectionId(), out);
    STRING.encode(task.runId(), out);
    encodeStreams(task.streams(), out);
    INT.encode(task.generations().size(), out);
    for (Map.Entry<StreamDescriptor, Generation> entry : task.generations().entrySet()) {
      ReadPositionCoder.encodeStream(entry.getKey(), out);
      LONG.encode(entry.getValue().id(), out);
      LONG.encode(entry.getValue().minimumId(), out);
      LONG.encode(entry.getValue().syncId(), out);
    }
    POSITION.encode(task.start(), out);
    NULLABLE.encode(task.storedKind() == null ? null : task.storedKind().name(), out);
  }

  private static ReadTask decodeTask(InputStream in) throws IOException {
    String connectionId = STRING.decode(in);
    String runId = STRING.decode(in);
    List<StreamDescriptor> streams = decodeStreams(in);
    SortedMap<StreamDescriptor, Generation> generations = new TreeMap<>();
    for (int count = INT.decode(in); count > 0; count--) {
      StreamDescriptor stream = ReadPositionCoder.decodeStream(in);
      generations.put(stream, Generation.of(LONG.decode(in), LONG.decode(in), LONG.decode(in)));
    }
    ReadPosition start = POSITION.decode(in);
    String kind = NULLABLE.decode(in);
    return ReadTask.of(
        connectionId,
        runId,
        streams,
        generations,
        start,
        kind == null ? null : AirbyteState.Kind.valueOf(kind));
  }

  private static void encodeStreams(Collection<StreamDescriptor> streams, OutputStream out)
      throws IOException {
    INT.encode(streams.size(), out);
    for (StreamDescriptor stream : streams) {
      ReadPositionCoder.encodeStream(stream, out);
    }
  }

  private static List<StreamDescriptor> decodeStreams(InputStream in) throws IOException {
    List<StreamDescriptor> streams = new ArrayList<>();
    for (int count = INT.decode(in); count > 0; count--) {
      streams.add(ReadPositionCoder.decodeStream(in));
    }
    return streams;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
