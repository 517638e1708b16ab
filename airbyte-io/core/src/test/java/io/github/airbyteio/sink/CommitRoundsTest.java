package io.github.airbyteio.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What a committer does with the rounds of a continuous read, in whatever order they come. */
class CommitRoundsTest {
  private static final StreamDescriptor S = StreamDescriptor.of("s");
  private static final Scope SCOPE = Scope.stream("c", S);
  private static final StreamTarget TARGET =
      StreamTarget.of(
          "c",
          S,
          StreamSchema.of(List.of(Column.of("n", AirbyteType.INTEGER))),
          WriteMode.APPEND,
          List.of(),
          null);
  private static final String READ = RunIds.random();
  private static final String FIRST = RunIds.round(READ, 1);
  private static final String SECOND = RunIds.round(READ, 2);
  private static final String A1 = RunIds.newAttempt(FIRST);
  private static final String A2 = RunIds.newAttempt(SECOND);

  /** Waits for nothing but ends. */
  private final InMemorySink sink =
      new InMemorySink(CommitPolicy.of(Duration.ofDays(1), Long.MAX_VALUE));

  @Test
  void aRoundThatOvertakesTheEndOfTheOneBeforeIsCommittedAndWhatThatOneLeftIsRemoved()
      throws IOException {
    commit(
        block(A1, 0, 1),
        block(A1, 1, 98),
        checkpoint(A1, 1, null, "t1", 0, 1),
        CommitInput.end(FIRST, Map.of(SCOPE, "t1")));
    assertThat(sink.rows(S)).containsExactly("1");

    commit(
        // Of the first round only its committed token is known to this committer.
        block(A2, 0, 2),
        block(A1, 2, 97),
        checkpoint(A2, 2, "t1", "t2", 0, 1),
        CommitInput.end(FIRST, Map.of(SCOPE, "t1")),
        block(A2, 1, 98),
        CommitInput.end(SECOND, Map.of(SCOPE, "t2")));

    assertThat(sink.rows(S)).containsExactly("1", "2");
    assertThat(sink.stagedBlocks()).as("the two that are committed").isEqualTo(2);
  }

  @Test
  void theFirstElementOfARoundRemovesWhatTheOneBeforeHasLeft() throws IOException {
    commit(block(A1, 0, 98), block(A2, 0, 2));

    assertThat(sink.stagedBlocks()).isEqualTo(1);
  }

  @Test
  void aCommitterThatWasPutBackGoesOnFromTheStore() throws IOException {
    commit(
        block(A1, 0, 1),
        checkpoint(A1, 1, null, "t1", 0, 1),
        checkpoint(A1, 2, "t1", "t2", 1, 1),
        CommitInput.end(FIRST, Map.of(SCOPE, "t2")));
    String relaunched = RunIds.newAttempt(FIRST);

    commit(
        block(A1, 0, 1),
        checkpoint(A1, 1, null, "t1", 0, 1),
        // The reader has found the store at t2.
        block(relaunched, 0, 2),
        checkpoint(relaunched, 3, "t2", "t3", 0, 1),
        CommitInput.end(FIRST, Map.of(SCOPE, "t3")),
        block(A2, 0, 3),
        checkpoint(A2, 4, "t3", "t4", 0, 1),
        CommitInput.end(SECOND, Map.of(SCOPE, "t4")));

    assertThat(sink.rows(S)).containsExactly("1", "2", "3");
  }

  @Test
  void aRoundThatALaterOneHasOvertakenInTheStoreIsNoError() throws IOException {
    commit(
        block(A2, 0, 1),
        checkpoint(A2, 1, null, "t1", 0, 1),
        CommitInput.end(SECOND, Map.of(SCOPE, "t1")));

    commit(
        block(A1, 0, 1),
        checkpoint(A1, 1, null, "old", 0, 1),
        CommitInput.end(FIRST, Map.of(SCOPE, "old")));

    assertThat(sink.rows(S)).containsExactly("1");
    assertThat(sink.committedStates().get(SCOPE).token()).isEqualTo("t1");
  }

  private CommitInput block(String attempt, long index, int value) throws IOException {
    byte[] line =
        ("{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"emitted_at\":1,\"data\":{\"n\":"
                + value
                + "}}}\n")
            .getBytes(StandardCharsets.UTF_8);
    RecordBlock block = RecordBlock.of(BlockId.of(attempt, S, index), 0, 1, line);
    try (SinkConnection connection = sink.open()) {
      return CommitInput.of(
          connection.stage(
              TARGET,
              new LazilyConformedBlock(block, new RecordConformer(TARGET.shape(), sink.limits()))));
    }
  }

  private static CommitInput checkpoint(
      String attempt, long seq, @Nullable String predecessor, String token, long from, long to) {
    return CommitInput.of(
        Checkpoint.builder()
            .setScope(SCOPE)
            .setRunId(RunIds.runOf(attempt))
            .setAttempt(attempt)
            .setSeq(seq)
            .setToken(token)
            .setPredecessor(predecessor)
            .setState(AirbyteState.of(AirbyteState.Kind.STREAM, S, "{}"))
            .setCovers(from < to ? Map.of(S, BlockRange.of(from, to)) : Map.of())
            .setGenerations(Map.of(S, Generation.of(1, 0, 1)))
            .setCompletes(Set.of())
            .build());
  }

  /** One committer sees the elements in this order. */
  private void commit(CommitInput... inputs) {
    TestStream.Builder<KV<String, CommitInput>> stream =
        TestStream.create(
            KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(CommitInput.class)));
    for (CommitInput input : Arrays.asList(inputs)) {
      stream = stream.addElements(KV.of("key", input));
    }
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(stream.advanceWatermarkToInfinity())
        .apply(ParDo.of(new CommitCheckpoints(sink, "c", Map.of(S, TARGET))));
    pipeline.run().waitUntilFinish();
  }
}
