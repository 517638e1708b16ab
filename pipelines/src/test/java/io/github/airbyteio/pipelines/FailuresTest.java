package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void whatAUserCanActOnIsFoundHoweverItIsWrapped() {
    AirbyteIoException cause = new AirbyteIoException(Category.SINK, "no room", "make room");

    AirbyteIoException found =
        Failures.find(new RuntimeException("outer", new RuntimeException("inner", cause)));

    assertThat(found).isSameAs(cause);
    assertThat(Failures.exitCode(found.category())).isEqualTo(6);
  }

  @Test
  void anUnexplainedFailureOfIoIsTheSinksAndAllElseIsADefect() {
    assertThat(Failures.find(new RuntimeException(new IOException("lost"))).category())
        .isEqualTo(Category.SINK);
    assertThat(Failures.find(new IllegalStateException("odd")).category())
        .isEqualTo(Category.INTERNAL);
  }

  @Test
  void theExitCodesAreThoseOfTheReadme() {
    assertThat(Category.values())
        .extracting(Failures::exitCode)
        .containsExactly(2, 3, 4, 5, 6, 130, 1);
  }
}
