package io.github.airbyteio.testing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateSource.OpenStateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.ConnectionStates;
import io.github.airbyteio.store.StoreStates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ConnectionStateStore} must do. Extend it and give a store that is empty at the
 * beginning of each test.
 */
public abstract class StateStoreConformanceTest {
  private static final int UPDATES = 20;
  private static final Scope USERS = Scope.stream("numbers", StreamDescriptor.of("ns", "users"));

  /** The test's store, an equal one at each call. */
  protected abstract ConnectionStateStore store();

  /** Whether several may update at once; true unless overridden. */
  protected boolean comparesAndSets() {
    return true;
  }

  /** Some states of the connection {@code numbers}, different for each number. */
  protected static ConnectionStates states(long seq) {
    String json = "{\"a\": 1.0, \"b\": \"\\ud83d 'ü' \\\\ 😀\", \"c\": 12345678901234567890}";
    AirbyteState state = AirbyteState.of(AirbyteState.Kind.STREAM, USERS.stream(), json);
    AirbyteState legacy = AirbyteState.of(AirbyteState.Kind.LEGACY, null, "{\"x\":" + seq + "}");
    return ConnectionStates.of(
        Map.of(
            USERS,
            StoredState.of(state, "t", seq, "run"),
            Scope.connection("numbers"),
            StoredState.of(legacy, "u", seq, "run"),
            Scope.stream("numbers", StreamDescriptor.of("none")),
            StoredState.of(null, "v", 1, "run")),
        Map.of(USERS.stream(), StoredGeneration.of(seq, true, false)));
  }

  /** The same with the generation of a stream that has this number. */
  protected static ConnectionStates withGeneration(ConnectionStates before, long id) {
    return ConnectionStates.of(
        before.states(), Map.of(USERS.stream(), StoredGeneration.of(id, true, true)));
  }

  /** What {@link #withGeneration} has set, or 0. */
  protected static long generation(ConnectionStates states) {
    StoredGeneration generation = states.generations().get(USERS.stream());
    return generation == null ? 0 : generation.id();
  }

  @Test
  void whatIsKeptIsFoundToTheCharacter() throws IOException {
    ConnectionStateStore store = store();
    store.prepare();
    store.prepare();
    assertThat(store.load("numbers")).isEqualTo(ConnectionStates.empty());

    assertThat(store.update("numbers", before -> states(1))).isEqualTo(states(1));
    assertThat(store().load("numbers")).isEqualTo(states(1));
    store.update("numbers", before -> states(before.states().get(USERS).seq() + 1));

    assertThat(store.load("numbers")).isEqualTo(states(2));
  }

  @Test
  void connectionsAreKeptApartWhateverTheirNames() throws IOException {
    ConnectionStateStore store = store();
    store.prepare();
    String[] ids = {"a", "A", "a/b", "../a", "*", "a b", "ä", "x".repeat(300), "x".repeat(301)};
    for (int i = 0; i < ids.length; i++) {
      long seq = i + 1;
      store.update(ids[i], before -> withGeneration(before, seq));
    }
    for (int i = 0; i < ids.length; i++) {
      assertThat(generation(store.load(ids[i]))).as(ids[i]).isEqualTo(i + 1);
    }
  }

  @Test
  void noUpdateOfManyAtOnceIsLost() throws Exception {
    ConnectionStateStore store = store();
    store.prepare();
    if (!comparesAndSets()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<ConnectionStates>> updates =
          Collections.nCopies(
              UPDATES, () -> store.update("numbers", b -> withGeneration(b, generation(b) + 1)));
      for (Future<ConnectionStates> done : threads.invokeAll(updates)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(generation(store.load("numbers"))).isEqualTo(UPDATES);
  }

  @Test
  void aChangeThatFailsChangesNothing() throws IOException {
    ConnectionStateStore store = store();
    store.prepare();
    store.update("numbers", before -> states(1));

    assertThatThrownBy(
            () ->
                store.update(
                    "numbers",
                    before -> {
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    assertThat(store.load("numbers")).isEqualTo(states(1));
  }

  @Test
  void statesAreSetAndResetByHand() throws IOException {
    ConnectionStateStore store = store();
    store.prepare();
    store.update("numbers", before -> states(7));
    AirbyteState state = AirbyteState.of(AirbyteState.Kind.STREAM, USERS.stream(), "{}");

    try (OpenStateStore open = new StoreStates(store).openStates()) {
      open.set(Map.of(USERS, Optional.of(state)));
      assertThat(open.states("numbers").get(USERS).state()).isEqualTo(state);
      assertThat(open.states("numbers").get(USERS).seq()).isEqualTo(8);
      open.reset(USERS);
      assertThat(open.states("numbers").get(USERS).state()).isNull();
      assertThat(open.generations("numbers")).hasSize(1);
    }
  }

  @Test
  void aCopyIsEqual() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(store());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(store());
    }
  }
}
