package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {
  @ParameterizedTest
  @ValueSource(strings = {"y", "Yes", " YES "})
  void yesConfirms(String answer) {
    assertThatCode(() -> new Confirmation(question -> answer, false).require("?"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "yse"})
  void allElseStops(String answer) {
    refused(new Confirmation(question -> answer, false), Category.INTERRUPTED);
  }

  @Test
  void withoutATerminalItHasToBeGivenBefore() {
    refused(new Confirmation(question -> null, false), Category.USAGE);
    assertThatCode(() -> new Confirmation(question -> null, true).require("?"))
        .doesNotThrowAnyException();
  }

  private static void refused(Confirmation confirmation, Category category) {
    assertThatThrownBy(() -> confirmation.require("?"))
        .hasMessageContaining("Nothing was changed")
        .asInstanceOf(InstanceOfAssertFactories.type(AirbyteIoException.class))
        .extracting(AirbyteIoException::category)
        .isEqualTo(category);
  }
}
