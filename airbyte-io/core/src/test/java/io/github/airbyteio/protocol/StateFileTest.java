package io.github.airbyteio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateFileTest {
  private static final String USERS =
      "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"n\": 1.50, \"big\":12345678901234567890}},\"extra\":[1]}";
  private static final String ORDERS =
      "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"namespace\":\"n\",\"name\":\"orders\"},\"stream_state\":{}}}";

  @Test
  void statesComeBackToTheCharacter() {
    String file = "[" + USERS + "," + ORDERS + "]";

    List<AirbyteState> states = StateFile.parse(file);

    assertThat(states)
        .extracting(AirbyteState::stream)
        .extracting("name")
        .contains("users", "orders");
    assertThat(StateFile.toJson(states)).isEqualTo(file);
  }

  @Test
  void messagesAndSingleStatesAreTaken() {
    assertThat(StateFile.parse("[{\"type\":\"STATE\",\"state\":" + USERS + "}]"))
        .isEqualTo(StateFile.parse(USERS));
    assertThat(
            StateFile.parse("[{\"type\":\"GLOBAL\",\"global\":{\"stream_states\":[]}}]")
                .get(0)
                .kind())
        .isEqualTo(AirbyteState.Kind.GLOBAL);
  }

  @Test
  void anyOtherObjectIsALegacyState() {
    List<AirbyteState> states = StateFile.parse(" {\"users\": {\"cursor\": 5}} ");

    assertThat(states.get(0).kind()).isEqualTo(AirbyteState.Kind.LEGACY);
    assertThat(StateFile.toJson(states)).isEqualTo("{\"users\": {\"cursor\": 5}}");
  }

  @Test
  void anEmptyFileIsNoState() {
    assertThat(StateFile.parse("[]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"cursor\":1}]|$[0] has no type",
        "[1]|$[0] is no object",
        "\"text\"|$ is neither an array nor an object",
        "[{\"type\":\"STREAM\"}]|$[0] is a STREAM state without a stream",
        "[{\"type\":\"OTHER\"}]|$[0] is a STATE of an unknown type",
        "[{]|$ is not valid JSON",
        "[] []|$ is followed by something else",
        "[{\"type\":\"GLOBAL\"},{\"type\":\"LEGACY\"}]|$[1] is of kind LEGACY, $[0] of GLOBAL",
        "[{\"type\":\"GLOBAL\"},{\"type\":\"GLOBAL\"}]|$[1] is a second state of all streams",
      })
  void whatCannotBeUsedIsNamed(String file, String why) {
    assertThatThrownBy(() -> StateFile.parse(file))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining(why);
  }

  @Test
  void twoStatesOfOneStreamAreRefused() {
    assertThatThrownBy(() -> StateFile.parse("[" + USERS + "," + USERS + "]"))
        .hasMessageContaining("$[1] is a second state of stream 'users'");
  }
}
