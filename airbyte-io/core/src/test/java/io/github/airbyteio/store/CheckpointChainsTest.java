package io.github.airbyteio.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CheckpointChainsTest {
  private static final Scope USERS = Scope.stream(Checkpoints.CONNECTION, Checkpoints.USERS);

  private static Checkpoint at(long seq) {
    return Checkpoints.of("run", seq, seq == 1 ? null : Checkpoints.token("run", seq - 1));
  }

  private static long seq(ConnectionStates states) {
    return states.states().get(USERS).seq();
  }

  @Test
  void theLastOfAChainIsKept() {
    CheckpointChains chains =
        CheckpointChains.follow(ConnectionStates.empty(), List.of(at(2), at(1), at(3)));

    assertThat(seq(chains.after())).isEqualTo(3);
    assertThat(chains.committed()).isEqualTo(3);
    assertThat(chains.waiting()).isEmpty();
    assertThat(chains.after().generations().get(Checkpoints.USERS))
        .isEqualTo(StoredGeneration.of(1, false, false));
  }

  /** As the windows of an unbounded read come: in any order, and again after a failure. */
  @Property
  void groupsInAnyOrderAndAgainGiveTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
    Random random = new Random(seed);
    List<Checkpoint> all = new ArrayList<>();
    for (int seq = 1; seq <= count; seq++) {
      all.add(at(seq));
      if (random.nextInt(4) == 0) {
        all.add(at(1 + random.nextInt(seq)));
      }
    }
    Collections.shuffle(all, random);
    ConnectionStates states = ConnectionStates.empty();
    List<Checkpoint> waiting = new ArrayList<>();
    long before = 0;
    while (!all.isEmpty()) {
      int some = 1 + random.nextInt(all.size());
      List<Checkpoint> group = new ArrayList<>(all.subList(0, some));
      all.subList(0, some).clear();
      group.addAll(waiting);
      CheckpointChains chains = CheckpointChains.follow(states, group);
      states = chains.after();
      waiting = chains.waiting();
      long now = states.states().isEmpty() ? 0 : seq(states);
      assertThat(now).as("never backwards").isGreaterThanOrEqualTo(before);
      before = now;
    }
    assertThat(seq(states)).isEqualTo(count);
    assertThat(waiting).isEmpty();
  }

  @Test
  void whatIsAtOrBeforeWhatIsKeptChangesNothing() {
    ConnectionStates kept =
        CheckpointChains.follow(ConnectionStates.empty(), List.of(at(1), at(2))).after();

    CheckpointChains again = CheckpointChains.follow(kept, List.of(at(1), at(2)));

    assertThat(again.after()).isEqualTo(kept);
    assertThat(again.skipped()).isEqualTo(2);
    assertThat(again.committed()).isZero();
  }

  @Test
  void aRunThatAnotherHasOvertakenIsRefused() {
    ConnectionStates kept =
        CheckpointChains.follow(ConnectionStates.empty(), List.of(Checkpoints.of("other", 1, null)))
            .after();

    assertThatThrownBy(() -> CheckpointChains.follow(kept, List.of(at(1), at(2))))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("another run")
        .hasMessageContaining("numbers/users");
  }

  @Test
  void aStateThatWasSetByHandIsNotOverwritten() {
    ConnectionStates kept =
        CheckpointChains.follow(ConnectionStates.empty(), List.of(at(1))).after();
    ConnectionStates set =
        kept.withState(USERS, StoredState.setByHand(null, kept.states().get(USERS)));

    assertThatThrownBy(() -> CheckpointChains.follow(set, List.of(at(2))))
        .hasMessageContaining("by hand");
  }

  @Test
  void aStateOfTheWholeConnectionCompletesTheStreamsThatItNames() {
    StreamDescriptor orders = StreamDescriptor.of("orders");
    Scope whole = Scope.connection(Checkpoints.CONNECTION);
    Checkpoint closing =
        Checkpoints.builder(whole, "run", 1, null)
            .setGenerations(
                Map.of(Checkpoints.USERS, Generation.of(3, 3, 1), orders, Generation.of(1, 0, 1)))
            .setCompletes(Set.of(Checkpoints.USERS))
            .build();

    CheckpointChains chains = CheckpointChains.follow(ConnectionStates.empty(), List.of(closing));

    assertThat(chains.after().generations())
        .containsEntry(Checkpoints.USERS, StoredGeneration.of(3, true, true))
        .containsEntry(orders, StoredGeneration.of(1, false, false));
    assertThat(chains.completed()).containsExactly(Checkpoints.USERS);
    assertThat(chains.after().states().get(whole).state().kind())
        .isEqualTo(AirbyteState.Kind.GLOBAL);
  }
}
