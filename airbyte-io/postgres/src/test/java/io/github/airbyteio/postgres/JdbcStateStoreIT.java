package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.store.JdbcStateStore;
import io.github.airbyteio.store.StoreStates;
import io.github.airbyteio.testing.services.PostgresServer;
import io.github.airbyteio.testing.store.StateStoreConformanceTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** States in a table of Postgres. */
class JdbcStateStoreIT extends StateStoreConformanceTest {
  private final String table = "states_" + UUID.randomUUID().toString().replace('-', '_');

  @Override
  protected JdbcStateStore store() {
    return JdbcStateStore.to(
            "jdbc:postgresql://"
                + PostgresServer.HOST
                + ":"
                + SharedServer.server().port()
                + "/postgres")
        .withUser(PostgresServer.SUPERUSER)
        .withTable(table);
  }

  @Test
  void aUserWithoutRightsIsToldBeforeTheRead() {
    assertThatThrownBy(() -> new StoreStates(store().withUser("nobody_here")).openStates())
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("user"))
        .hasMessageContaining("nobody_here");
  }
}
