package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.store.JdbcStateStore;
import io.github.airbyteio.store.StoreStates;
import io.github.airbyteio.testing.store.StateStoreConformanceTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States in a table of DuckDB. */
class JdbcStateStoreTest extends StateStoreConformanceTest {
  @TempDir Path folder;

  @Override
  protected JdbcStateStore store() {
    return JdbcStateStore.to("jdbc:duckdb:" + folder.resolve("states.duckdb"));
  }

  @Test
  void theTableMayHaveAnotherName() throws Exception {
    JdbcStateStore other = store().withTable("main.my_states");
    store().prepare();
    other.prepare();
    other.update("numbers", before -> states(1));

    assertThat(other.load("numbers")).isEqualTo(states(1));
    assertThat(store().load("numbers").states()).isEmpty();
    assertThatThrownBy(() -> store().withTable("a; DROP TABLE b"))
        .isInstanceOf(AirbyteIoException.class);
  }

  @Test
  void aUrlWithAPasswordIsRefusedAndNotShown() {
    for (String url :
        new String[] {
          "jdbc:postgresql://h/d?password=canary",
          "jdbc:postgresql://me:canary@h/d",
          "jdbc:sqlserver://h;Password = canary"
        }) {
      assertThatThrownBy(() -> JdbcStateStore.to(url))
          .isInstanceOf(AirbyteIoException.class)
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsToldBeforeTheRead() {
    assertThatThrownBy(
            () ->
                new StoreStates(JdbcStateStore.to("jdbc:duckdb:/nowhere/states.duckdb"))
                    .openStates())
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("reach the database"))
        .hasMessageContaining("/nowhere/states.duckdb");
    assertThatThrownBy(() -> JdbcStateStore.to("jdbc:nosuch:x").prepare())
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("No suitable driver");
  }
}
