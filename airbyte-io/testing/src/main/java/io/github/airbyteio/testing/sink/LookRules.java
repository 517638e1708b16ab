package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.TablePlan;
import io.github.airbyteio.sink.TablePlan.Action;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A look at the store tells what a sync would do, and does nothing of it. */
interface LookRules extends SinkRules {
  private List<TablePlan> look(StreamTarget... targets) throws Exception {
    Optional<SinkLook> look = harness().sink().look();
    assumeTrue(look.isPresent(), "The sink has no look.");
    try (SinkLook open = look.get()) {
      return open.tables(List.of(targets));
    }
  }

  @Test
  default void aLookTellsThatTablesWouldBeCreatedAndCreatesNone() throws Exception {
    StreamWriter first = stream("prefix", "\"id\":" + INTEGER);
    StreamWriter same =
        new StreamWriter(
            harness(), CONNECTION, StreamDescriptor.of("pre", "fix"), "\"id\":" + INTEGER);
    StreamWriter other =
        new StreamWriter(
            harness(), CONNECTION, StreamDescriptor.of("pre_fix"), "\"id\":" + INTEGER);
    first.commit("{\"id\":1}");

    List<TablePlan> plans = look(same.target(), other.target());

    assertThat(plans).extracting(TablePlan::action).containsOnly(Action.CREATE);
    assertThat(plans).extracting(TablePlan::table).doesNotHaveDuplicates();
    assertThat(plans.get(0).columns().keySet())
        .singleElement()
        .asString()
        .isEqualToIgnoringCase("id");
    assertThat(look(same.target(), other.target())).as("nothing was created").isEqualTo(plans);
  }

  @Test
  default void aLookTellsOfAChangeAndLeavesItToTheSync() throws Exception {
    StreamWriter writer = stream("looked", "\"id\":" + INTEGER);
    writer.commit("{\"id\":1}");
    assertThat(look(writer.target())).extracting(TablePlan::action).containsExactly(Action.KEEP);

    writer.withProperties("\"id\":" + INTEGER + ",\"more\":" + STRING).newRun(1);
    TablePlan plan = look(writer.target()).get(0);
    assertThat(plan.action()).isEqualTo(Action.CHANGE);
    assertThat(plan.statements()).singleElement().asString().containsIgnoringCase("more");
    assertThat(plan.changes()).isEqualTo(look(writer.target()).get(0).changes()).isNotEmpty();
    assertThat(writer.prepare()).isEqualTo(plan.changes());

    writer.withProperties("\"id\":" + STRING).withPolicy(SchemaChangePolicy.FAIL);
    assertThatThrownBy(() -> look(writer.target())).isInstanceOf(AirbyteIoException.class);
  }

  @Test
  default void aLookTellsThatRowsWouldBeReplaced() throws Exception {
    StreamWriter writer = stream("replaced", "\"id\":" + INTEGER).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"id\":1}");

    assertThat(look(writer.target())).extracting(TablePlan::action).containsExactly(Action.REPLACE);
    assertThat(writer.values("id")).containsExactly("1");
  }

  @Test
  default void aLookSeesTheCommittedStates() throws Exception {
    StreamWriter writer = stream("stated", "\"id\":" + INTEGER);
    writer.commit("{\"id\":1}");
    Optional<SinkLook> look = harness().sink().look();
    assumeTrue(look.isPresent(), "The sink has no look.");
    try (SinkLook open = look.get()) {
      assertThat(open.states(CONNECTION)).hasSize(1);
      assertThat(open.generations(CONNECTION)).containsOnlyKeys(StreamDescriptor.of("stated"));
      assertThat(open.states("another")).isEmpty();
    }
  }
}
