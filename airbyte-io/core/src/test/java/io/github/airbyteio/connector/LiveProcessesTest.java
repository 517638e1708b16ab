package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveProcessesTest {
  private long nanos;
  private final List<String> calls = new ArrayList<>();

  /** A process that survives even SIGKILL: each wait for it takes all the time there is. */
  private final class Immortal implements LiveProcesses.Live {
    private final int number;

    Immortal(int number) {
      this.number = number;
    }

    @Override
    public void terminate() {
      calls.add("terminate " + number);
    }

    @Override
    public boolean awaitEnd(Duration patience) {
      nanos += patience.toNanos();
      calls.add("await");
      return false;
    }

    @Override
    public void killRest() {
      calls.add("kill " + number);
    }

    @Override
    public void removeFolder() {
      calls.add("remove " + number);
    }
  }

  @Test
  void anyNumberOfThemEndsWithinOneGraceAndTwoSeconds() {
    LiveProcesses.end(List.of(new Immortal(1), new Immortal(2), new Immortal(3)), () -> nanos);

    assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(3 + 2));
    assertThat(calls)
        .containsExactly(
            "terminate 1",
            "terminate 2",
            "terminate 3",
            "await",
            "await",
            "await",
            "kill 1",
            "kill 2",
            "kill 3",
            "await",
            "await",
            "await",
            "remove 1",
            "remove 2",
            "remove 3");
  }
}
