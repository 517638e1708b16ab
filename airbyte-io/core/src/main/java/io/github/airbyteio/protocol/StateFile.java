package io.github.airbyteio.protocol;

import java.util.Collection;
import java.util.stream.Collectors;

/** Prints the states that a source is to continue from, as its {@code --state} file wants them. */
public final class StateFile {
  private StateFile() {}

  /** An array of typed states; the data of a LEGACY state alone, as it was. */
  public static String toJson(Collection<AirbyteState> states) {
    for (AirbyteState state : states) {
      if (state.kind() == AirbyteState.Kind.LEGACY) {
        return LegacyStates.data(state.json());
      }
    }
    return states.stream().map(AirbyteState::json).collect(Collectors.joining(",", "[", "]"));
  }
}
