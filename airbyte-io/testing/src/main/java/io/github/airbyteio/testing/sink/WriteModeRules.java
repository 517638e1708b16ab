package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StaleCheckpointException;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import org.junit.jupiter.api.Test;

/** Append, overwrite and generations; the state beside them. */
interface WriteModeRules extends SinkRules {
  String ID = "\"id\":" + INTEGER;

  @Test
  default void appendAddsRows() throws Exception {
    StreamWriter writer = stream("appended", ID);
    writer.commit("{\"id\":1}", "{\"id\":1}");
    writer.newRun(1).commit("{\"id\":2}");
    assertThat(writer.values("id")).containsExactly("1", "1", "2");
  }

  @Test
  default void aRepeatedCommitChangesNothing() throws Exception {
    for (WriteMode mode : WriteMode.values()) {
      StreamWriter writer = stream("repeated_" + mode.wireName(), ID).withMode(mode).withKey("id");
      assertThat(writer.complete("{\"id\":1}", "{\"id\":2}").checkpoints()).isEqualTo(1);
      CommitReceipt again = writer.repeat();
      assertThat(again.checkpoints()).as(mode.wireName()).isZero();
      assertThat(again.records()).isEmpty();
      assertThat(writer.values("id")).containsExactly("1", "2");
    }
  }

  @Test
  default void aCommitBehindAnotherRunIsRefused() throws Exception {
    StreamWriter writer = stream("raced", ID);
    writer.commit("{\"id\":1}");
    stream("raced", ID).newRun(1).commit("{\"id\":2}");

    assertThatThrownBy(writer::repeat).isInstanceOf(StaleCheckpointException.class);
    assertThat(writer.values("id")).containsExactly("1", "2");
  }

  @Test
  default void overwriteShowsTheOldRowsUntilItIsComplete() throws Exception {
    for (WriteMode mode : new WriteMode[] {WriteMode.OVERWRITE, WriteMode.OVERWRITE_DEDUP}) {
      StreamWriter writer = stream("replaced_" + mode.wireName(), ID).withMode(mode).withKey("id");
      writer.complete("{\"id\":1}");
      writer.newRun(2).commit("{\"id\":2}");
      assertThat(writer.values("id")).as("half-way").containsExactly("1");
      writer.complete("{\"id\":3}");
      assertThat(writer.values("id")).containsExactly("2", "3");
      assertThat(writer.rows()).allMatch(row -> row.generationId() == 2);
    }
  }

  @Test
  default void anInterruptedGenerationIsResumed() throws Exception {
    StreamWriter writer = stream("resumed", ID).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"id\":1}");
    writer.newRun(2).commit("{\"id\":2}");
    writer.newRun(2).complete("{\"id\":3}");
    assertThat(writer.values("id")).containsExactly("2", "3");
  }

  @Test
  default void aNewGenerationDiscardsAnUnfinishedOne() throws Exception {
    StreamWriter writer = stream("discarded", ID).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"id\":1}");
    writer.newRun(2).commit("{\"id\":2}");
    writer.newRun(3).complete("{\"id\":3}");
    assertThat(writer.values("id")).containsExactly("3");
  }

  @Test
  default void anAppendAfterAnUnfinishedOverwriteKeepsTheTable() throws Exception {
    StreamWriter writer = stream("switched", ID).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"id\":1}");
    writer.newRun(2).commit("{\"id\":2}");
    writer.withMode(WriteMode.APPEND).newRun(3).commit("{\"id\":3}");
    assertThat(writer.values("id")).containsExactly("1", "3");
  }

  @Test
  default void theStateIsStoredToTheCharacterBesideTheRows() throws Exception {
    StreamWriter writer = stream("stated", ID);
    writer.commit("{\"id\":1}");
    try (SinkConnection connection = harness().sink().open()) {
      Scope scope = Scope.stream(CONNECTION, StreamDescriptor.of("stated"));
      StoredState stored = connection.states().states(CONNECTION).get(scope);
      assertThat(stored.state().json()).isEqualTo("{\"seq\":1}");
      assertThat(stored.seq()).isEqualTo(1);
      assertThat(connection.states().states("another")).isEmpty();
    }
  }

  @Test
  default void aStateWithoutRowsIsStored() throws Exception {
    StreamWriter writer = stream("rowless", ID);
    assertThat(writer.commit().checkpoints()).isEqualTo(1);
    assertThat(writer.rows()).isEmpty();
  }

  @Test
  default void theSameNameInTwoNamespacesIsTwoTables() throws Exception {
    StreamWriter one =
        new StreamWriter(harness(), CONNECTION, StreamDescriptor.of("one", "same"), ID);
    StreamWriter two =
        new StreamWriter(harness(), CONNECTION, StreamDescriptor.of("two", "same"), ID);
    one.commit("{\"id\":1}");
    two.commit("{\"id\":2}");
    assertThat(one.values("id")).containsExactly("1");
    assertThat(two.values("id")).containsExactly("2");
  }

  @Test
  default void twoConnectionsDoNotWriteOneTable() throws Exception {
    stream("owned", ID).commit("{\"id\":1}");
    StreamWriter other = new StreamWriter(harness(), "other", StreamDescriptor.of("owned"), ID);
    assertThatThrownBy(() -> other.commit("{\"id\":2}"))
        .hasMessageContaining("owned")
        .hasMessageContaining(CONNECTION);
    assertThat(stream("owned", ID).values("id")).containsExactly("1");
  }

  @Test
  default void aTableThatIsNotOursIsRefused() throws Exception {
    harness().createForeignTable("foreign");
    assertThatThrownBy(() -> stream("foreign", ID).commit("{\"id\":1}"))
        .hasMessageContaining("foreign");
  }
}
