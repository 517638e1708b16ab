package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollIntervalTest {
  @Test
  void aNumberAndAUnit() {
    assertThat(PollInterval.parse("--every", "30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(PollInterval.parse("--every", "15m")).isEqualTo(Duration.ofMinutes(15));
    assertThat(PollInterval.parse("--every", "2h")).isEqualTo(Duration.ofHours(2));
    assertThat(PollInterval.parse("--every", "1d")).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0s", "-1m", "15", "m", "1.5h", "500ms", "1h30m", "soon", "9999999999s"})
  void allElseIsWrongUsage(String text) {
    assertThatThrownBy(() -> PollInterval.parse("--every", text))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining("--every " + text);
  }
}
