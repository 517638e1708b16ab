package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.AirbyteState.Kind;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The states that a run starts from. */
class PlanReadsTest {
  private static final StreamDescriptor USERS = StreamDescriptor.of("users");
  private static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  private static final Scope ALL = Scope.connection("c1");

  private final Stored store = new Stored();

  private ReadPosition plan(ConfiguredCatalog catalog) throws IOException {
    return new PlanReads("c1", catalog, ProcessLayout.perConnection())
        .plan(store, "run", 2)
        .get(0)
        .start();
  }

  private static ConfiguredCatalog refreshed(String... names) {
    return TestCatalogs.of(SyncMode.FULL_REFRESH, WriteMode.OVERWRITE, false, names);
  }

  private void storeLegacy() {
    store.put(ALL, AirbyteState.of(Kind.LEGACY, null, "{\"data\":{\"users\":7,\"orders\":8}}"));
    store.generations.put(USERS, StoredGeneration.of(1, true, true));
    store.generations.put(ORDERS, StoredGeneration.of(1, true, true));
  }

  @Test
  void anIncrementalSyncContinuesFromALegacyState() throws Exception {
    storeLegacy();

    assertThat(plan(TestCatalogs.incremental("users", "orders")).states()).containsOnlyKeys(ALL);
  }

  @Test
  void aRefreshOfAllStreamsStartsWithoutTheLegacyStateAndGoesOnInItsChain() throws Exception {
    storeLegacy();

    ReadPosition start = plan(refreshed("users", "orders"));

    assertThat(start.states()).isEmpty();
    assertThat(start.scope(ALL).token()).isEqualTo("t5");
    assertThat(start.scope(ALL).seq()).isEqualTo(5);
  }

  @Test
  void aRefreshOfSomeStreamsOfALegacyStateIsRefused() throws Exception {
    storeLegacy();

    assertThatThrownBy(() -> plan(refreshed("users")))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            refused -> {
              assertThat(refused).hasMessageContaining("LEGACY").hasMessageContaining("'orders'");
              assertThat(refused.hint()).contains("state reset");
            });
  }

  @Test
  void aRefreshTakesItsStreamsOutOfAGlobalState() throws Exception {
    storeLegacy();
    store.put(
        ALL,
        AirbyteState.of(
            Kind.GLOBAL,
            null,
            "{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"n\":1.50},\"stream_states\":["
                + "{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"c\":1}},"
                + "{\"stream_descriptor\":{\"name\":\"orders\"},\"stream_state\":{\"c\":2}}]}}"));

    assertThat(plan(refreshed("users")).states().get(ALL).json())
        .contains("\"n\":1.50", "orders")
        .doesNotContain("users");
  }

  @Test
  void aStateOfAStreamThatIsNotReadStaysOutOfTheTask() throws Exception {
    store.put(
        Scope.stream("c1", USERS), AirbyteState.of(Kind.STREAM, USERS, "{\"type\":\"STREAM\"}"));
    store.put(
        Scope.stream("c1", ORDERS), AirbyteState.of(Kind.STREAM, ORDERS, "{\"type\":\"STREAM\"}"));

    assertThat(plan(TestCatalogs.incremental("users")).states())
        .containsOnlyKeys(Scope.stream("c1", USERS));
  }

  @Test
  void aSentinelIsDroppedByTheNextRefreshAndAnUnfinishedOneDoesNotResumeFromIt() throws Exception {
    Scope users = Scope.stream("c1", USERS);
    for (boolean complete : new boolean[] {true, false}) {
      store.put(
          users,
          AirbyteState.of(
              Kind.STREAM,
              USERS,
              "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},"
                  + "\"stream_state\":{\"__ab_full_refresh_sync_complete\":true}}}"));
      store.generations.put(USERS, StoredGeneration.of(1, complete, true));

      ReadPosition start =
          plan(TestCatalogs.of(SyncMode.FULL_REFRESH, WriteMode.OVERWRITE, true, "users"));

      assertThat(start.states()).as("complete: " + complete).isEmpty();
      assertThat(start.scope(users).token()).isEqualTo("t5");
    }
  }

  /** A store that is only read. */
  private static final class Stored implements StateStore {
    final Map<StreamDescriptor, StoredGeneration> generations = new HashMap<>();
    private final Map<Scope, StoredState> states = new HashMap<>();

    void put(Scope scope, AirbyteState state) {
      states.put(scope, StoredState.of(state, "t5", 5, "run before"));
    }

    @Override
    public Map<Scope, StoredState> states(String connectionId) {
      return states;
    }

    @Override
    public Map<StreamDescriptor, StoredGeneration> generations(String connectionId) {
      return generations;
    }

    @Override
    public void set(Map<Scope, Optional<AirbyteState>> replaced) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void reset(Scope scope) {
      throw new UnsupportedOperationException();
    }
  }
}
