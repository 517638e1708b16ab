package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What states can do wrong, and what can go wrong between two of them. */
class StateFaultsIT {
  @TempDir Path folder;

  @Test
  void theHealthyRun() throws Exception {
    FakeSync sync = FakeSync.of(folder, FakeConnector.create()).withMode(Mode.APPEND);

    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.succeeded()).as(outcome.message()).isTrue();
    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.ids("orders")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.states())
        .isEqualTo(Map.of("users", "{\"cursor\":5}", "orders", "{\"cursor\":5}"));
  }

  @Test
  void fault31_partialFailure() throws Exception {
    FakeConnector halfway =
        FakeConnector.create()
            .onRead(
                FakeConnector.then(
                    FakeConnector.healthy("users"),
                    Step.records("orders", 1, 3),
                    Step.state("orders", "{\"cursor\":3}"),
                    Step.records("orders", 4, 4),
                    Step.error("orders", "system_error", "orders broke"),
                    Step.exit(1)));
    FakeSync sync = FakeSync.of(folder, halfway).withMode(Mode.APPEND);

    FakeSync.Outcome outcome = sync.run();

    assertThat(outcome.message()).contains("orders broke");
    assertThat(sync.ids("users")).containsExactly(1, 2, 3, 4, 5);
    assertThat(sync.ids("orders")).containsExactly(1, 2, 3);
    assertThat(sync.states())
        .isEqualTo(Map.of("users", "{\"cursor\":5}", "orders", "{\"cursor\":3}"));
  }
}
