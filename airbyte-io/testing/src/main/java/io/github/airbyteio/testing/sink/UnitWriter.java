package io.github.airbyteio.testing.sink;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One run of one scope with several streams, whose states are committed many at once. */
final class UnitWriter implements AutoCloseable {
  private final SinkConnection connection;
  private final Scope scope;
  private final List<StreamWriter> streams;
  private final Map<StreamDescriptor, StreamTarget> targets = new LinkedHashMap<>();
  private final String runId = UUID.randomUUID().toString();
  private final long[] blocks;
  private @Nullable String token;
  private long seq;

  UnitWriter(SinkHarness harness, Scope scope, StreamWriter... streams) throws IOException {
    this.connection = harness.sink().open();
    this.scope = scope;
    this.streams = List.of(streams);
    this.blocks = new long[streams.length];
    for (StreamWriter stream : streams) {
      targets.put(stream.stream(), stream.target());
    }
    connection.prepare(List.copyOf(targets.values()));
    StoredState stored = stored();
    if (stored != null) {
      token = stored.token();
      seq = stored.seq();
    }
  }

  /** The state row of the scope, or null. */
  @Nullable StoredState stored() throws IOException {
    return connection.states().states(scope.connectionId()).get(scope);
  }

  SinkConnection connection() {
    return connection;
  }

  /**
   * Stages one record of each stream, and the state behind them.
   *
   * @param records by the order of the streams; null where a stream has none
   */
  CommitStep step(AirbyteState state, boolean completes, @Nullable String... records)
      throws IOException {
    List<StagedBlock> staged = new ArrayList<>();
    Map<StreamDescriptor, BlockRange> covers = new LinkedHashMap<>();
    Map<StreamDescriptor, Generation> generations = new LinkedHashMap<>();
    for (int i = 0; i < streams.size(); i++) {
      StreamWriter stream = streams.get(i);
      generations.put(stream.stream(), stream.generation());
      if (i < records.length && records[i] != null) {
        StreamTarget target = targets.get(stream.stream());
        staged.add(
            stream.stage(connection, target, StreamWriter.EMITTED_AT, Arrays.asList(records[i])));
        covers.put(stream.stream(), BlockRange.of(blocks[i], ++blocks[i]));
      }
    }
    Checkpoint checkpoint =
        Checkpoint.builder()
            .setScope(scope)
            .setRunId(runId)
            .setAttempt(runId)
            .setSeq(++seq)
            .setToken(UUID.randomUUID().toString())
            .setPredecessor(token)
            .setState(state)
            .setCovers(covers)
            .setGenerations(generations)
            .setCompletes(completes ? targets.keySet() : Set.of())
            .build();
    token = checkpoint.token();
    return CommitStep.of(checkpoint, staged);
  }

  CommitReceipt commit(CommitStep... steps) throws IOException {
    return connection.commit(CommitUnit.of(List.of(steps), targets));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
