package io.github.airbyteio.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.InMemorySink.Step;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a runner may do to a batch: execute its parts again, at once, or beside another run. */
class CommitBatchTest {
  private static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  private static final StreamTarget TARGET =
      StreamTarget.of(
          "rows:orders",
          ORDERS,
          StreamSchema.of(List.of(Column.of("id", AirbyteType.INTEGER))),
          WriteMode.APPEND,
          List.of(),
          null);

  private final InMemorySink sink = new InMemorySink();
  private final AtomicInteger blocks = new AtomicInteger();

  private StagedBlock stage(int id) throws IOException {
    String line = "{\"type\":\"RECORD\",\"record\":{\"data\":{\"id\":" + id + "}}}\n";
    RecordBlock block =
        RecordBlock.of(
            BlockId.of("attempt", ORDERS, blocks.getAndIncrement()),
            0,
            1,
            line.getBytes(StandardCharsets.UTF_8));
    try (SinkConnection connection = sink.open()) {
      return connection.stage(
          TARGET,
          new LazilyConformedBlock(block, new RecordConformer(TARGET.schema(), sink.limits())));
    }
  }

  private RowsWritten commit(String runId, StagedBlock... staged) throws IOException {
    return CommitBatch.commit(sink, TARGET, runId, List.of(staged));
  }

  private StoredState state() {
    return sink.committedStates().values().iterator().next();
  }

  /**
   * Beam's Python runner adds what a view holds to it again whenever the stage before it has run
   * another bundle.
   */
  @Test
  void aBlockThatTheViewHoldsTwiceIsCommittedOnce() throws IOException {
    StagedBlock one = stage(1);
    StagedBlock other = stage(2);

    assertThat(commit("run", one, one, other)).isEqualTo(RowsWritten.of("orders", 2, 0));
    assertThat(sink.rows(ORDERS)).hasSize(2);
  }

  @Test
  void ofABlockThatIsStagedTwiceOnlyTheOneThatTheRunnerKeptIsCommitted() throws IOException {
    StagedBlock lost = stage(1);
    StagedBlock kept = stage(1);

    assertThat(commit("run", kept)).isEqualTo(RowsWritten.of("orders", 1, 0));

    assertThat(lost.location()).isNotEqualTo(kept.location());
    assertThat(sink.rows(ORDERS)).containsExactly("1");
  }

  @Test
  void aCommitThatIsExecutedAgainChangesNothingAndTellsTheSame() throws IOException {
    StagedBlock block = stage(1);
    RowsWritten first = commit("run", block);

    assertThat(commit("run", block)).isEqualTo(first);

    assertThat(sink.rows(ORDERS)).containsExactly("1");
    assertThat(sink.commits()).isEqualTo(1);
    assertThat(sink.stagedBlocks()).as("what is left of the block is removed").isZero();
  }

  @Test
  void aCommitThatIsExecutedAgainBehindAnotherRunChangesNothing() throws IOException {
    StagedBlock block = stage(1);
    commit("run", block);
    commit("other", stage(2));

    commit("run", block);

    assertThat(sink.rows(ORDERS)).containsExactly("1", "2");
    assertThat(state().seq()).isEqualTo(2);
  }

  @Test
  void aCommitOfUnknownOutcomeIsDecidedByTheStateWhenItIsExecutedAgain() throws IOException {
    StagedBlock block = stage(1);
    failOnce(Step.AFTER_COMMIT, "the connection was lost");
    assertThatThrownBy(() -> commit("run", block)).hasMessage("the connection was lost");
    assertThat(sink.rows(ORDERS)).containsExactly("1");

    commit("run", block);

    assertThat(sink.rows(ORDERS)).containsExactly("1");
  }

  @Test
  void aCommitThatFailsIsMadeWhenItIsExecutedAgain() throws IOException {
    StagedBlock block = stage(1);
    failOnce(Step.IN_COMMIT, "the disk is full");
    assertThatThrownBy(() -> commit("run", block)).hasMessage("the disk is full");
    assertThat(sink.rows(ORDERS)).isEmpty();

    commit("run", block);

    assertThat(sink.rows(ORDERS)).containsExactly("1");
  }

  @Test
  void aRunThatLosesARaceCommitsBehindTheWinner() throws IOException {
    StagedBlock block = stage(1);
    AtomicInteger commits = new AtomicInteger();
    sink.failBy(
        step -> {
          if (step == Step.BEFORE_COMMIT && commits.getAndIncrement() < 2) {
            commit("winner " + commits, stage(10 + commits.get()));
          }
        });

    commit("run", block);

    assertThat(sink.rows(ORDERS)).containsExactlyInAnyOrder("11", "12", "1");
    assertThat(state().seq()).isEqualTo(3);
  }

  @Test
  void theStateKeepsTheIdsOfTheLastHundredRuns() throws IOException {
    for (int run = 0; run <= RecentRuns.MOST; run++) {
      commit("run " + run);
    }

    RecentRuns runs = RecentRuns.of(state());

    assertThat(runs.contain("run 0")).isFalse();
    assertThat(runs.contain("run 1")).isTrue();
    assertThat(runs.contain("run " + RecentRuns.MOST)).isTrue();
  }

  @Test
  void aRejectedBlockFailsTheBatch() throws IOException {
    StagedBlock rejected =
        StagedBlock.rejected(BlockId.of("attempt", ORDERS, 9), 1, 10, "Line 1 is no RECORD.");

    assertThatThrownBy(() -> commit("run", stage(1), rejected))
        .hasMessageContaining("Line 1 is no RECORD. Nothing was committed.");

    assertThat(sink.rows(ORDERS)).isEmpty();
  }

  private void failOnce(Step at, String message) {
    AtomicInteger times = new AtomicInteger();
    sink.failBy(
        step -> {
          if (step == at && times.getAndIncrement() == 0) {
            throw new IOException(message);
          }
        });
  }
}
